import { UsageError } from '../../src/errors.ts';
import { didYouMean } from '../suggest.ts';
import { expirationIn, shown, type Typed, wordOf } from '../typed.ts';
import type { Patch } from './hand-edit.ts';
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

type Parse = (text: string) => Patch;

const FIELDS: Readonly<Record<string, Parse>> = {
  severity: (text) => custom('sourceoriginalseverity', wordOf('severity', text, SEVERITY_WORDS)),
  reputation: (text) => ({ score: SCORES[wordOf('reputation', text, REPUTATION_WORDS)] }),
  comment: (text) => ({ comment: something('comment', text) }),
  expiration: (text) => ({ expiration: expiration(text) }),
};

const EDITED_FIELDS: Readonly<Record<string, Parse>> = {
  ...FIELDS,
  xdrstatus: (text) => custom('xdrstatus', wordOf('xdrstatus', text, STATUS_WORDS)),
  tags: (text) => custom('tags', tagsIn(text)),
};

/** What somebody changes of an indicator, as typed. @throws UsageError for an unknown name or a bad value */
export function parsePatch(typed: Typed): Patch {
  return patchOf(typed, EDITED_FIELDS);
}

/** An indicator that a person adds, as typed; its comment is for an edit to add. @throws UsageError, as `parsePatch` */
export function parseNew(
  value: string,
  { type, ...typed }: Typed,
): { draft: IndicatorDraft; comment?: string } {
  if (value.trim() === '') {
    throw new UsageError('An indicator has a value.');
  }
  const indicator_type = wordOf('type', type ?? '', INDICATOR_TYPES);
  const { comment, ...rest } = patchOf(typed, FIELDS);
  return { draft: { value, indicator_type, ...rest }, ...(comment === undefined ? {} : { comment }) };
}

function patchOf(typed: Typed, fields: Readonly<Record<string, Parse>>): Patch {
  const patch: Patch = {};
  for (const [name, text] of Object.entries(typed)) {
    const parse = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (parse === undefined) {
      throw new UsageError(`An indicator in XSOAR has no field ${shown(name)} that can be typed here.`, {
        advice: didYouMean(name, Object.keys(fields), `Fields: ${Object.keys(fields).join(', ')}.`),
      });
    }
    const { CustomFields, ...more } = parse(text);
    Object.assign(patch, more);
    if (CustomFields !== undefined) {
      patch.CustomFields = { ...patch.CustomFields, ...CustomFields };
    }
  }
  return patch;
}

function custom(name: string, value: unknown): Patch {
  return { CustomFields: { [name]: value } };
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
