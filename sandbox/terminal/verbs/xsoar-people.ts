import {
  INDICATOR_TYPES,
  parseNew,
  parsePatch,
  REPUTATION_WORDS,
  SEVERITY_WORDS,
  STATUS_WORDS,
} from '../../xsoar/console.ts';
import { quote, type Word } from '../line.ts';
import type { Room } from '../room.ts';
import type { Row } from '../world.ts';
import { showFields } from './show.ts';
import { named, takes, type Verb, valueIn, wrongWords } from './verb.ts';
import { indicatorIn } from './xsoar.ts';

const lower = (words: readonly string[]): string[] => words.map((word) => word.toLowerCase());

const FIELDS = {
  severity: lower(SEVERITY_WORDS),
  reputation: REPUTATION_WORDS,
  comment: [],
  expiration: ['never'],
};
const EDITED_FIELDS = { ...FIELDS, xdrstatus: STATUS_WORDS, tags: [] };

/** `xsoar add`: a person adds an indicator in XSOAR. */
export const xsoarAdd: Verb = {
  name: 'xsoar add',
  usage: '<value> type=… severity=… reputation=… comment=… expiration=…',
  summary: 'A person adds an indicator in XSOAR; fetch pushes it.',
  fields: { type: INDICATOR_TYPES, ...FIELDS },
  check: (words) => {
    if (words.length < 2) throw wrongWords(xsoarAdd);
    parseNew(valueIn(words), named(words.slice(1), xsoarAdd));
  },
  run: async (words, { world, screen }) => {
    const value = valueIn(words);
    const { draft, comment } = parseNew(value, named(words.slice(1), xsoarAdd));
    showFields(screen, world.xsoar.add(draft, comment));
    return true;
  },
};

/** `xsoar edit`: a person's edit, which ranks above all sources. */
export const xsoarEdit: Verb = {
  name: 'xsoar edit',
  usage: '<value> severity=… reputation=… comment=… expiration=… xdrstatus=… tags=…',
  summary: "A person's edit in XSOAR, which fetch pushes. No source can change these fields after it.",
  fields: EDITED_FIELDS,
  check: (words) => {
    if (words.length < 2) throw wrongWords(xsoarEdit);
    parsePatch(named(words.slice(1), xsoarEdit));
  },
  run: async (words, room) =>
    await changed(words, room, (value) =>
      room.world.xsoar.edit(value, parsePatch(named(words.slice(1), xsoarEdit))),
    ),
};

/** `xsoar refresh`: a feed brings an indicator again. */
export const xsoarRefresh: Verb = {
  name: 'xsoar refresh',
  usage: '<value> [severity=… reputation=… comment=… expiration=… xdrstatus=… tags=…]',
  summary: 'A feed brings an indicator again: it counts as modified, and what is named is merged.',
  fields: EDITED_FIELDS,
  check: (words) => {
    if (words.length < 1) throw wrongWords(xsoarRefresh);
    parsePatch(named(words.slice(1), xsoarRefresh));
  },
  run: async (words, room) =>
    await changed(words, room, (value) =>
      room.world.xsoar.refresh(value, parsePatch(named(words.slice(1), xsoarRefresh))),
    ),
};

/** `xsoar expire`: a person lets an indicator expire. */
export const xsoarExpire: Verb = {
  name: 'xsoar expire',
  usage: '<value>',
  summary: 'A person lets an indicator expire in XSOAR.',
  check: takes(1, 1),
  run: async (words, room) => await changed(words, room, (value) => room.world.xsoar.expire(value)),
};

/** `xsoar delete`: a person deletes an indicator. */
export const xsoarDelete: Verb = {
  name: 'xsoar delete',
  usage: '<value>',
  summary: 'A person deletes an indicator in XSOAR.',
  check: takes(1, 1),
  run: async (words, room) => {
    const value = valueIn(words);
    await indicatorIn(room, value);
    room.world.xsoar.remove(value);
    room.screen.text(`XSOAR no longer holds ${quote(value)}.`);
    return true;
  },
};

async function changed(words: readonly Word[], room: Room, change: (value: string) => Row): Promise<boolean> {
  const value = valueIn(words);
  await indicatorIn(room, value);
  showFields(room.screen, change(value));
  return true;
}
