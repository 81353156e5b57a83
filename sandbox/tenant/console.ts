import { UsageError } from '../../src/errors.ts';
import { RULE_SEVERITIES } from '../../src/indicators/ioc.ts';
import { didYouMean } from '../suggest.ts';
import { expirationIn, shown, type Typed, wordOf } from '../typed.ts';
import { type Draft, IOC_TYPES, type IocType, REPUTATIONS, STATUSES } from './stored-ioc.ts';
import { valueProblem } from './validation.ts';

/** What a person types to add an IOC in the XDR console; words in any case. */
export interface NewIoc {
  value: string;
  /** HASH, IP, DOMAIN_NAME, PATH or FILENAME. */
  type: string;
  /** Default: INFO. */
  severity?: string;
  /** Default: UNKNOWN. */
  reputation?: string;
  /** Default: ENABLED. */
  status?: string;
  comment?: string;
  /** ISO, or `never` (the default). */
  expiration?: string;
}

type Patch = Partial<Draft>;

const fields = new Map<string, (text: string) => Patch>([
  ['severity', (text) => ({ severity: wordOf('severity', text, RULE_SEVERITIES) })],
  ['reputation', (text) => ({ reputation: wordOf('reputation', text, REPUTATIONS) })],
  ['status', (text) => ({ status: wordOf('status', text, STATUSES) })],
  ['comment', (text) => ({ comment: text })],
  ['expiration', (text) => ({ expiration: expirationIn(text) })],
]);

/** What a person's edit changes. Rejects an unknown field or a bad value before anything is changed. */
export function parsePatch(typed: Typed): Patch {
  const patch: Patch = {};
  const entries = Object.entries(typed);
  if (entries.length === 0) {
    throw new UsageError('There is nothing to change.', { advice: fieldAdvice() });
  }
  for (const [name, text] of entries) {
    const parse = fields.get(name);
    if (parse === undefined) {
      throw new UsageError(`An IOC in XDR has no field ${shown(name)} that can be changed.`, {
        advice: didYouMean(name, [...fields.keys()], fieldAdvice()),
      });
    }
    Object.assign(patch, parse(text));
  }
  return patch;
}

/** The IOC that a person adds. Rejects what a tenant would refuse. */
export function parseNewIoc(typed: NewIoc): Draft {
  const { value, type: typedType, ...rest } = typed;
  const type: IocType = wordOf('type', typedType, IOC_TYPES);
  const problem = value.trim() === '' ? 'It has no value.' : valueProblem(type, value);
  if (problem !== undefined) {
    throw new UsageError(`The IOC ${shown(value)} cannot be added: ${problem}`);
  }
  const given = Object.entries(rest).filter(([, text]) => text !== undefined);
  const patch = given.length === 0 ? {} : parsePatch(Object.fromEntries(given));
  return {
    value,
    type,
    severity: patch.severity ?? 'INFO',
    reputation: patch.reputation ?? 'UNKNOWN',
    expiration: patch.expiration ?? -1,
    status: patch.status ?? 'ENABLED',
    comment: patch.comment ?? '',
    reliability: null,
    vendors: null,
    class: null,
    source: 'XDR',
    modified: 0,
    id: 0,
  };
}

function fieldAdvice(): string {
  return `Fields: ${[...fields.keys()].join(', ')}.`;
}
