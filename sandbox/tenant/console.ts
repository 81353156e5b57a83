import { UsageError } from '../../src/errors.ts';
import { RULE_SEVERITIES } from '../../src/indicators/ioc.ts';
import { expirationIn, fieldsIn, shown, type Typed, wordOf } from '../typed.ts';
import { type Draft, IOC_TYPES, REPUTATIONS, STATUSES } from './stored-ioc.ts';
import { checkIoc, isRefusal } from './validation.ts';

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
export function parseNewIoc({ value, type, ...typed }: NewIoc, now: number): Draft {
  const item = { indicator: value, type: wordOf('type', type, IOC_TYPES), severity: 'INFO' };
  const checked = checkIoc(item, now);
  if (isRefusal(checked)) {
    throw new UsageError(`The IOC ${shown(value)} cannot be added: ${checked.error}`);
  }
  return { ...checked, ...fieldsIn(typed, READERS, 'An IOC in XDR') };
}
