import { UsageError } from '../../src/errors.ts';
import { RULE_SEVERITIES } from '../../src/indicators/ioc.ts';
import { expirationIn, fieldsIn, shown, type Typed, wordOf } from '../typed.ts';
import { type Draft, IOC_TYPES, type IocType, REPUTATIONS, STATUSES } from './stored-ioc.ts';
import { valueProblem } from './validation.ts';

/** What a person types to add an IOC in the XDR console, words in any case; for what is missing there are defaults. */
export interface NewIoc {
  value: string;
  /** HASH, IP, DOMAIN_NAME, PATH or FILENAME. */
  type: string;
  severity?: string;
  reputation?: string;
  status?: string;
  comment?: string;
  /** ISO, or `never`. */
  expiration?: string;
}

type Patch = Partial<Draft>;

const READERS: Readonly<Record<string, (text: string) => Patch>> = {
  severity: (text) => ({ severity: wordOf('severity', text, RULE_SEVERITIES) }),
  reputation: (text) => ({ reputation: wordOf('reputation', text, REPUTATIONS) }),
  status: (text) => ({ status: wordOf('status', text, STATUSES) }),
  comment: (text) => ({ comment: text }),
  expiration: (text) => ({ expiration: expirationIn(text) }),
};

/** What a person's edit changes. Rejects an unknown field or a bad value before anything is changed. */
export function parsePatch(typed: Typed): Patch {
  if (Object.keys(typed).length === 0) {
    const advice = `Fields: ${Object.keys(READERS).join(', ')}.`;
    throw new UsageError('There is nothing to change.', { advice });
  }
  return fieldsIn(typed, READERS, 'An IOC in XDR');
}

/** The IOC that a person adds. Rejects what a tenant would refuse. */
export function parseNewIoc(typed: NewIoc): Draft {
  const { value, type: typedType, ...rest } = typed;
  const type: IocType = wordOf('type', typedType, IOC_TYPES);
  const problem = value.trim() === '' ? 'It has no value.' : valueProblem(type, value);
  if (problem !== undefined) {
    throw new UsageError(`The IOC ${shown(value)} cannot be added: ${problem}`);
  }
  return {
    value,
    type,
    severity: 'INFO',
    reputation: 'UNKNOWN',
    expiration: -1,
    status: 'ENABLED',
    comment: '',
    reliability: null,
    vendors: null,
    class: null,
    source: 'XDR',
    modified: 0,
    id: 0,
    ...fieldsIn(rest, READERS, 'An IOC in XDR'),
  };
}
