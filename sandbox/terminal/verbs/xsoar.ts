import { UsageError } from '../../../src/errors.ts';
import { quote } from '../line.ts';
import type { Room } from '../room.ts';
import type { Row } from '../world.ts';
import { showFields, showRows } from './show.ts';
import { takes, type Verb } from './verb.ts';

/** What a table of indicators shows. */
export const INDICATOR_COLUMNS = ['value', 'type', 'reputation', 'severity', 'status', 'expiration', 'tags'];
const SOME = 50;

/** `xsoar show`: one indicator. */
export const xsoarShow: Verb = {
  name: 'xsoar show',
  usage: '<value>',
  summary: 'One indicator, as XSOAR holds it.',
  check: takes(1, 1),
  run: async ([word], room) => {
    showFields(room.screen, await indicatorIn(room, word?.text ?? ''));
    return true;
  },
};

/** `xsoar list`: the indicators that match a query, or all. */
export const xsoarList: Verb = {
  name: 'xsoar list',
  usage: '[query]',
  summary: 'What XSOAR holds, or what of it matches a query.',
  check: () => undefined,
  run: async (words, room) => {
    await showIndicators(room, words.map(({ text }) => text).join(' '));
    return true;
  },
};

/** `state`: the integration context. */
export const state: Verb = {
  name: 'state',
  usage: '',
  summary: 'The integration context: how far the sync is.',
  check: takes(0, 0),
  run: async (_words, { world, screen }) => {
    screen.json(await world.xsoar.context());
    return true;
  },
};

/** The indicator with a value. @throws UsageError where there is none */
export async function indicatorIn({ world }: Room, value: string): Promise<Row> {
  const indicator = await world.xsoar.get(value);
  if (indicator === undefined) {
    throw new UsageError(`XSOAR has no indicator ${quote(value)}.`, {
      advice: 'xsoar list shows what it holds.',
    });
  }
  return indicator;
}

/** A table of the indicators that match a query, the first few of them. */
export async function showIndicators({ world, screen }: Room, query: string, most = SOME): Promise<void> {
  const { total, found } = await world.xsoar.find(query, most);
  const count = (number: number) => number.toLocaleString('en');
  const holds = `XSOAR holds ${count(world.xsoar.size ?? total)} indicators`;
  const match = world.xsoar.size === undefined ? `${count(total)} match` : `${holds}; ${count(total)} match`;
  screen.text(query === '' ? `${holds}.` : `${match}.`, 'bold');
  showRows(screen, found, total, INDICATOR_COLUMNS);
}
