import { NEVER, parseExpiration } from '../../src/indicators/expiration.ts';
import { isRecord } from '../../src/indicators/json.ts';
import { meanings } from '../words.ts';
import type { Said, SeverityWord, Verdict } from './found.ts';
import { plainName } from './kinds.ts';

const SEVERITIES = meanings<SeverityWord>({
  Informational: 'info informational',
  Low: 'low',
  Medium: 'medium moderate',
  High: 'high',
  Critical: 'critical',
});
const VERDICTS = meanings<Verdict>({
  Malicious: 'malicious bad',
  Suspicious: 'suspicious',
  Benign: 'benign good clean',
  Unknown: 'unknown none',
});
const LONGEST_COMMENT = 2_000;
const MOST_TAGS = 100;
const LONGEST_TAG = 200;

/** The severity that a word means; undefined for any other. */
export function severityIn(word: unknown): SeverityWord | undefined {
  return typeof word === 'string' ? SEVERITIES.get(plainName(word)) : undefined;
}

/** The verdict that a word means; undefined for any other. */
export function verdictIn(word: unknown): Verdict | undefined {
  return typeof word === 'string' ? VERDICTS.get(plainName(word)) : undefined;
}

/** A time in milliseconds; undefined for what is none, and for `never`. */
export function timeIn(value: unknown): number | undefined {
  if (value === null || value === '') {
    return undefined;
  }
  const time = typeof value === 'string' && value.length > 100 ? undefined : parseExpiration(value);
  return time === NEVER ? undefined : time;
}

/** A number from 0 to 100. */
export function confidenceIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= 100 ? number : undefined;
}

/** The first text that has something in it, of a length that can be shown. */
export function commentOf(...texts: unknown[]): string | undefined {
  const text = texts.find((candidate) => typeof candidate === 'string' && candidate.trim() !== '');
  return typeof text === 'string' ? text.trim().slice(0, LONGEST_COMMENT) : undefined;
}

/** Tags: from a list of texts, from MISP's list of `{name}`, or from one text with commas. */
export function tagsIn(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.slice(0, MOST_TAGS * LONGEST_TAG).split(/[,;|]/)
      : [];
  const names = items.map((item) => (isRecord(item) ? item.name : item));
  const tags = names.filter((name) => typeof name === 'string').map((name) => name.trim());
  return [...new Set(tags.filter((tag) => tag !== '' && tag.length <= LONGEST_TAG))].slice(0, MOST_TAGS);
}

/** Leaves out what says nothing. */
export function said(all: { readonly [Key in keyof Said]: Said[Key] | undefined }): Said {
  const some: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) {
      some[name] = value;
    }
  }
  return some;
}
