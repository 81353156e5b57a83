import { readFile } from 'node:fs/promises';
import { messageOf, UsageError } from '../../../src/errors.ts';
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
    showFields(room.screen, indicatorIn(room, word?.text ?? ''));
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

/** `load`: indicators from a file. */
export const load: Verb = {
  name: 'load',
  usage: '<file>',
  summary: 'Makes XSOAR indicators of the IPs, domains, URLs and hashes in a text, CSV, JSON or STIX file.',
  check: takes(1, 1),
  run: async ([word], { world, screen }) => {
    const { added, known, byType } = world.xsoar.load(await textOf(word?.text ?? ''));
    const kinds = [...byType].map(([type, count]) => `${type} ${count.toLocaleString('en')}`);
    screen.text(
      `${added.toLocaleString('en')} indicators added, ${known.toLocaleString('en')} were known` +
        `${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}. XSOAR holds ${world.xsoar.size.toLocaleString('en')}.`,
    );
    if (world.xdr === undefined && added > 0) {
      screen.text('They settle for half a minute; a fetch after that pushes them.', 'dim');
    }
    if (added + known === 0) screen.text('No IP, domain, URL or hash was found in this file.', 'warn');
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
export function indicatorIn({ world }: Room, value: string): Row {
  const indicator = world.xsoar.get(value);
  if (indicator === undefined) {
    throw new UsageError(`XSOAR has no indicator ${quote(value)}.`, {
      advice: 'xsoar list shows what it holds.',
    });
  }
  return indicator;
}

/** A table of the indicators that match a query. */
export async function showIndicators({ world, screen }: Room, query: string): Promise<void> {
  const { total, found } = await world.xsoar.find(query, SOME);
  const holds = `XSOAR holds ${world.xsoar.size.toLocaleString('en')} indicators`;
  screen.text(query === '' ? `${holds}.` : `${holds}; ${total.toLocaleString('en')} match.`, 'bold');
  showRows(screen, found, total, INDICATOR_COLUMNS);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`The file ${quote(path)} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
