import { UsageError } from '../../../src/errors.ts';
import { IOC_TYPES, type StoredIoc } from '../../tenant/stored-ioc.ts';
import { quote } from '../line.ts';
import type { Room } from '../room.ts';
import type { XdrSide } from '../world.ts';
import { showFields, showRows } from './show.ts';
import { aboutValue, alone, type Fields, type Verb, wrongWords } from './verb.ts';

const COLUMNS = ['value', 'type', 'severity', 'reputation', 'status', 'expiration', 'comment'];

const FIELDS: Fields = {
  severity: ['info', 'low', 'medium', 'high', 'critical'],
  reputation: ['good', 'suspicious', 'bad', 'unknown'],
  status: ['enabled', 'disabled'],
  comment: [],
  expiration: ['never'],
};

/** What a person does in the console of the sandbox's tenant with one IOC, which is shown then. */
function inConsole(
  name: string,
  summary: string,
  fields: Fields,
  change: (tenant: XdrSide, value: string, typed: Readonly<Record<string, string>>) => StoredIoc,
): Verb {
  const run = (value: string, typed: Readonly<Record<string, string>>, room: Room) =>
    showFields(room.screen, change(tenantOf(room), value, typed));
  return aboutValue({ name, summary, fields, read: (typed) => typed, run });
}

const hit: Verb = {
  name: 'xdr hit',
  usage: '<value> [hits]',
  summary: 'Endpoints meet an IOC, once or so often; with 5,000 in a day XDR disables it.',
  plan: ([value, hits = { text: '1' }, ...others], room) => {
    const isCount = /^[1-9]\d{0,6}$/.test(hits.text);
    if (value === undefined || !isCount || others.length > 0) throw wrongWords(hit);
    return () => {
      const tenant = tenantOf(room);
      const isDisabled = tenant.get(value.text)?.status === 'DISABLED';
      showFields(room.screen, tenant.hit(value.text, Number(hits.text)));
      if (isDisabled)
        room.screen.text('It is disabled: no endpoint looks for it, and nothing was counted.', 'warn');
    };
  },
};

/** The console of the sandbox's tenant. */
export const XDR_VERBS: readonly Verb[] = [
  alone('xdr list', 'What XDR holds.', (room) => {
    const tenant = tenantOf(room);
    room.screen.text(`XDR holds ${tenant.size.toLocaleString('en')} IOCs.`, 'bold');
    showRows(room.screen, tenant.all(), tenant.size, COLUMNS);
  }),
  inConsole('xdr show', 'One IOC, as XDR holds it.', {}, (tenant, value) => {
    const ioc = tenant.get(value);
    if (ioc !== undefined) return ioc;
    throw new UsageError(`XDR has no IOC ${quote(value)}.`, { advice: 'xdr list shows what it holds.' });
  }),
  inConsole(
    'xdr edit',
    "A person's change in XDR; fetch brings it to XSOAR.",
    FIELDS,
    (tenant, value, typed) => tenant.edit(value, typed),
  ),
  inConsole(
    'xdr add',
    'A person adds an IOC in XDR; fetch brings it to XSOAR.',
    { type: IOC_TYPES, ...FIELDS },
    (tenant, value, typed) => tenant.create({ type: '', ...typed, value }),
  ),
  aboutValue({
    name: 'xdr delete',
    summary: 'A person deletes an IOC in XDR, which tells that it is gone.',
    read: () => undefined,
    run: (typed, _none, room) => {
      const { value } = tenantOf(room).remove(typed);
      room.screen.text(`XDR no longer holds ${quote(value)}.`);
    },
  }),
  hit,
];

function tenantOf({ world }: Room): XdrSide {
  if (world.xdr !== undefined) return world.xdr;
  throw new UsageError("The xdr commands work on the sandbox's tenant only.", {
    advice: `This War Room uses ${world.tenant}; look there, in the XDR console.`,
  });
}
