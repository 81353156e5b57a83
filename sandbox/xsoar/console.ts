import { UsageError } from '../../src/errors.ts';
import { expirationIn, fieldsIn, type Typed, wordOf } from '../typed.ts';
import type { Patch } from './hand-edit.ts';
import { given } from './loose.ts';
import type { IndicatorDraft } from './stored-indicator.ts';
import { NO_TIME, timeOf } from './times.ts';

/** The types of indicator that XSOAR ships with and that say where something is. */
export const INDICATOR_TYPES = [
  'IP',
  'IPv6',
  'CIDR',
  'Domain',
  'DomainGlob',
  'URL',
  'File',
  'Email',
  'Host',
] as const;
export const SEVERITY_WORDS = ['Informational', 'Low', 'Medium', 'High', 'Critical', 'Unknown'] as const;
export const STATUS_WORDS = ['enabled', 'disabled'] as const;
const SCORES = { good: 1, benign: 1, suspicious: 2, bad: 3, malicious: 3, unknown: 0, none: 0 } as const;
export const REPUTATION_WORDS = Object.keys(SCORES) as readonly (keyof typeof SCORES)[];

/** A patch with its custom fields among the others. */
interface Flat extends Omit<Patch, 'CustomFields'> {
  [customField: string]: unknown;
}
type Readers = Readonly<Record<string, (text: string) => Flat>>;

const FIELDS: Readers = {
  severity: (text) => ({ sourceoriginalseverity: wordOf('severity', text, SEVERITY_WORDS) }),
  reputation: (text) => ({ score: SCORES[wordOf('reputation', text, REPUTATION_WORDS)] }),
  comment: (text) => ({ comment: something('comment', text) }),
  expiration: (text) => ({ expiration: expiration(text) }),
};

const EDITED_FIELDS: Readers = {
  ...FIELDS,
  xdrstatus: (text) => ({ xdrstatus: wordOf('xdrstatus', text, STATUS_WORDS) }),
  tags: (text) => ({ tags: tagsIn(text) }),
};

/** What somebody changes of an indicator, as typed. @throws UsageError for an unknown name or a bad value */
export function parsePatch(typed: Typed): Patch {
  return patchOf(typed, EDITED_FIELDS);
}

/** An indicator that a person adds, as typed; its comment is for an edit to add. @throws UsageError, as `parsePatch` */
export function parseNew(
  value: string,
  { type, ...typed }: Typed,
): { draft: IndicatorDraft; comment: string | undefined } {
  if (value.trim() === '') {
    throw new UsageError('An indicator has a value.');
  }
  const indicator_type = wordOf('type', type ?? '', INDICATOR_TYPES);
  const { comment, ...rest } = patchOf(typed, FIELDS);
  return { draft: { ...given({ ...rest }), value, indicator_type }, comment };
}

function patchOf(typed: Typed, readers: Readers): Patch {
  const flat = fieldsIn(typed, readers, 'An indicator in XSOAR');
  const { score, comment, expiration: date, ...custom } = flat;
  const CustomFields = Object.keys(custom).length === 0 ? undefined : custom;
  return { score, comment, expiration: date, CustomFields };
}

function something(name: string, text: string): string {
  if (text.trim() === '') {
    throw new UsageError(`The ${name} is empty.`, { advice: `Type ${name}="some text".` });
  }
  return text;
}

function expiration(text: string): string {
  const time = expirationIn(text);
  return time === -1 ? NO_TIME : timeOf(time);
}

/** Tags as they are typed: separated by commas; none where nothing is typed. */
function tagsIn(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
