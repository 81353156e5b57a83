import { UsageError } from '../../../src/errors.ts';
import { IOC_TYPES } from '../../tenant/stored-ioc.ts';
import { quote, type Word } from '../line.ts';
import type { Room } from '../room.ts';
import type { XdrSide } from '../world.ts';
import { showFields, showRows } from './show.ts';
import { named, takes, type Verb, valueIn, wrongWords } from './verb.ts';

/** What a table of IOCs shows. */
export const IOC_COLUMNS = ['value', 'type', 'severity', 'reputation', 'status', 'expiration', 'comment'];

const FIELDS = {
  severity: ['info', 'low', 'medium', 'high', 'critical'],
  reputation: ['good', 'suspicious', 'bad', 'unknown'],
  status: ['enabled', 'disabled'],
  comment: [],
  expiration: ['never'],
};

/** `xdr show`: one IOC of the sandbox's tenant. */
export const xdrShow: Verb = {
  name: 'xdr show',
  usage: '<value>',
  summary: 'One IOC, as XDR holds it.',
  check: takes(1, 1),
  run: async (words, room) => {
    const value = valueIn(words);
    const ioc = tenantOf(room).get(value);
    if (ioc === undefined)
      throw new UsageError(`XDR has no IOC ${quote(value)}.`, { advice: 'xdr list shows what it holds.' });
    showFields(room.screen, ioc);
    return true;
  },
};

/** `xdr list`: what the sandbox's tenant holds. */
export const xdrList: Verb = {
  name: 'xdr list',
  usage: '',
  summary: 'What XDR holds.',
  check: takes(0, 0),
  run: async (_words, room) => {
    showTenant(room, tenantOf(room));
    return true;
  },
};

/** `xdr edit`: a person's change in XDR, which `fetch` brings to XSOAR. */
export const xdrEdit: Verb = {
  name: 'xdr edit',
  usage: '<value> severity=… reputation=… status=… comment=… expiration=…',
  summary: "A person's change in XDR; fetch brings it to XSOAR.",
  fields: FIELDS,
  check: checkFields,
  run: async (words, room) => {
    const fields = named(words.slice(1), xdrEdit);
    showFields(room.screen, tenantOf(room).edit(valueIn(words), fields));
    return true;
  },
};

/** `xdr add`: a person adds an IOC in XDR. */
export const xdrAdd: Verb = {
  name: 'xdr add',
  usage: '<value> type=… severity=… reputation=… comment=… expiration=…',
  summary: 'A person adds an IOC in XDR; fetch brings it to XSOAR.',
  fields: { type: IOC_TYPES, ...FIELDS },
  check: checkFields,
  run: async (words, room) => {
    const fields = named(words.slice(1), xdrAdd);
    showFields(room.screen, tenantOf(room).add(valueIn(words), fields));
    return true;
  },
};

/** `xdr delete`: a person deletes an IOC in XDR. */
export const xdrDelete: Verb = {
  name: 'xdr delete',
  usage: '<value>',
  summary: 'A person deletes an IOC in XDR, which tells that it is gone.',
  check: takes(1, 1),
  run: async (words, room) => {
    const { value } = tenantOf(room).remove(valueIn(words));
    room.screen.text(`XDR no longer holds ${quote(String(value))}.`);
    return true;
  },
};

/** `xdr hit`: endpoints meet an IOC. */
export const xdrHit: Verb = {
  name: 'xdr hit',
  usage: '<value> [hits]',
  summary: 'Endpoints meet an IOC, once or so often; with 5,000 in a day XDR disables it.',
  check: (words) => {
    if (words.length < 1 || words.length > 2 || !isCount(words[1])) throw wrongWords(xdrHit);
  },
  run: async (words, room) => {
    const tenant = tenantOf(room);
    const isDisabled = tenant.get(valueIn(words))?.status === 'DISABLED';
    showFields(room.screen, tenant.hit(valueIn(words), Number(words[1]?.text ?? 1)));
    if (isDisabled)
      room.screen.text('It is disabled: no endpoint looks for it, and nothing was counted.', 'warn');
    return true;
  },
};

function isCount(word: Word | undefined): boolean {
  return word === undefined || /^[1-9]\d{0,6}$/.test(word.text);
}

/** A table of all that a tenant holds. */
export function showTenant(room: Room, tenant: XdrSide): void {
  room.screen.text(`XDR holds ${tenant.size.toLocaleString('en')} IOCs.`, 'bold');
  showRows(room.screen, tenant.all(), tenant.size, IOC_COLUMNS);
}

function tenantOf({ world }: Room): XdrSide {
  if (world.xdr !== undefined) return world.xdr;
  throw new UsageError("The xdr commands work on the sandbox's tenant only.", {
    advice: `This War Room uses ${world.tenant}; look there, in the XDR console.`,
  });
}

function checkFields(this: Verb, words: readonly Word[]): void {
  if (words.length < 2) throw wrongWords(this);
  named(words.slice(1), this);
}
