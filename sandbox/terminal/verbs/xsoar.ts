import { UsageError } from '../../../src/errors.ts';
import { shown } from '../../typed.ts';
import {
  INDICATOR_TYPES,
  parseNew,
  parsePatch,
  REPUTATION_WORDS,
  SEVERITY_WORDS,
  STATUS_WORDS,
} from '../../xsoar/console.ts';
import type { IndicatorStore } from '../../xsoar/indicator-store.ts';
import type { StoredIndicator } from '../../xsoar/stored-indicator.ts';
import { indicatorRow } from '../indicator-row.ts';
import { quote } from '../line.ts';
import type { Room } from '../room.ts';
import { type Row, sandboxIn } from '../world.ts';
import { showFields, showRows } from './show.ts';
import { type AboutValue, aboutValue, type Fields, type Verb } from './verb.ts';

const COLUMNS = ['value', 'type', 'reputation', 'severity', 'status', 'expiration', 'tags'];
const SOME = 50;

const FIELDS: Fields = {
  severity: SEVERITY_WORDS.map((word) => word.toLowerCase()),
  reputation: REPUTATION_WORDS,
  comment: [],
  expiration: ['never'],
};
const EDITED_FIELDS: Fields = { ...FIELDS, xdrstatus: STATUS_WORDS, tags: [] };

/** What a person or a feed does in the sandbox's XSOAR with an indicator that is there, which is shown then. */
function changing<T>(
  verb: Omit<AboutValue<T>, 'run'>,
  change: (indicators: IndicatorStore, value: string, read: T) => StoredIndicator,
): Verb {
  return aboutValue<T>({
    ...verb,
    run: async (value, understood, room) => {
      const { indicators } = sandboxIn(room.world);
      await indicatorIn(room, value);
      showFields(room.screen, indicatorRow(change(indicators, value, understood)));
    },
  });
}

const nothing = () => undefined;

/** XSOAR, as people and feeds use it. */
export const XSOAR_VERBS: readonly Verb[] = [
  {
    name: 'xsoar list',
    usage: '[query]',
    summary: 'What XSOAR holds, or what of it matches a query.',
    plan: (words, room) => async () => await showIndicators(room, words.map(({ text }) => text).join(' ')),
  },
  aboutValue({
    name: 'xsoar show',
    summary: 'One indicator, as XSOAR holds it.',
    read: nothing,
    run: async (value, _none, room) => showFields(room.screen, await indicatorIn(room, value)),
  }),
  aboutValue({
    name: 'xsoar add',
    summary: 'A person adds an indicator in XSOAR; fetch pushes it.',
    fields: { type: INDICATOR_TYPES, ...FIELDS },
    read: (typed, value) => parseNew(value, typed),
    run: (_value, fresh, { screen, world }) =>
      showFields(screen, indicatorRow(add(sandboxIn(world).indicators, fresh))),
  }),
  changing(
    {
      name: 'xsoar edit',
      summary: "A person's edit in XSOAR, which fetch pushes. No source can change these fields after it.",
      fields: EDITED_FIELDS,
      read: parsePatch,
    },
    (indicators, value, patch) => indicators.edit(value, patch),
  ),
  changing(
    {
      name: 'xsoar refresh',
      summary: 'A feed brings an indicator again: it counts as modified, and what is named is merged.',
      fields: EDITED_FIELDS,
      needsFields: false,
      read: parsePatch,
    },
    (indicators, value, patch) => indicators.refresh(value, patch),
  ),
  changing(
    { name: 'xsoar expire', summary: 'A person lets an indicator expire in XSOAR.', read: nothing },
    (indicators, value) => indicators.expire(value),
  ),
  aboutValue({
    name: 'xsoar delete',
    summary: 'A person deletes an indicator in XSOAR.',
    read: nothing,
    run: async (value, _none, room) => {
      const { indicators } = sandboxIn(room.world);
      await indicatorIn(room, value);
      indicators.remove(value);
      room.screen.text(`XSOAR no longer holds ${quote(value)}.`);
    },
  }),
];

/** A table of the indicators that match a query, the first few of them. */
export async function showIndicators({ world, screen }: Room, query: string, most = SOME): Promise<void> {
  const { total, found } = await world.xsoar.find(query, most);
  const count = (number: number) => number.toLocaleString('en');
  const size = world.sandbox?.indicators.size;
  const holds = `XSOAR holds ${count(size ?? total)} indicators`;
  const match = size === undefined ? `${count(total)} match` : `${holds}; ${count(total)} match`;
  screen.text(query === '' ? `${holds}.` : `${match}.`, 'bold');
  showRows(screen, found, total, COLUMNS);
}

async function indicatorIn({ world }: Room, value: string): Promise<Row> {
  const indicator = await world.xsoar.get(value);
  if (indicator !== undefined) return indicator;
  throw new UsageError(`XSOAR has no indicator ${quote(value)}.`, {
    advice: 'xsoar list shows what it holds.',
  });
}

function add(indicators: IndicatorStore, { draft, comment }: ReturnType<typeof parseNew>): StoredIndicator {
  const { value, indicator_type: type } = draft;
  if (indicators.get(value, type) !== undefined) {
    throw new UsageError(`XSOAR has the ${type} indicator ${shown(value)} already.`, {
      advice: 'Edit it instead.',
    });
  }
  const added = indicators.add(draft);
  return comment === undefined ? added : indicators.edit(value, { comment }, type);
}
