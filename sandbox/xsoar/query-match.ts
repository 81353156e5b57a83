import { ANY, type Glob, matchesGlob } from './glob.ts';
import { QueryError } from './query-error.ts';
import { type FieldReader, isTimeField, readerOf } from './query-fields.ts';
import type { QueryValue } from './query-scanner.ts';
import type { StoredIndicator } from './stored-indicator.ts';
import { canonicalTime } from './times.ts';

const DATE_ONLY = /^\d{4}-\d\d-\d\d$/;
const DATE_LENGTH = 10;

type Matches = (indicator: StoredIndicator) => boolean;
export type Comparison = '>=' | '>' | '<=' | '<';

/** Part of a query, ready to run. */
export interface Condition {
  readonly matches: Matches;
  /** In lower case: whatever matches has one of these values. Undefined where that cannot be said. */
  readonly values?: ReadonlySet<string> | undefined;
}

/** What matches all of some conditions. */
export function every(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return only !== undefined && conditions.length === 1
    ? only
    : {
        matches: (indicator) => conditions.every(({ matches }) => matches(indicator)),
        values: conditions.find(({ values }) => values !== undefined)?.values,
      };
}

/** What matches any of some conditions. */
export function some(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  if (only !== undefined && conditions.length === 1) {
    return only;
  }
  const known = conditions.flatMap(({ values }) => (values === undefined ? [] : [values]));
  return {
    matches: (indicator) => conditions.some(({ matches }) => matches(indicator)),
    values: known.length < conditions.length ? undefined : new Set(known.flatMap((set) => [...set])),
  };
}

/** What does not match a condition. */
export function negation({ matches }: Condition): Condition {
  return { matches: (indicator) => !matches(indicator) };
}

/**
 * What has one of some values in a field; without a field, in its value.
 * @throws QueryError for what is no time where one is needed
 */
export function conditionOf(
  field: string | undefined,
  values: readonly QueryValue[],
  query: string,
): Condition {
  if (field === undefined) {
    return { matches: freeText(values) };
  }
  if (isTimeField(field)) {
    return { matches: atTimes(readerOf(field), values, query) };
  }
  const read = readerOf(field);
  const texts = new Set(values.flatMap(({ glob, text }) => (glob === undefined ? [text.toLowerCase()] : [])));
  const globs = values.flatMap(({ glob }) => (glob === undefined ? [] : [glob]));
  return {
    matches: (indicator) => hasText(read(indicator), texts, globs),
    values: field === 'value' && globs.length === 0 ? texts : undefined,
  };
}

/** Free text matches anywhere in the value. */
function freeText(values: readonly QueryValue[]): Matches {
  const wanted = values.map(({ text, glob }): ((value: string) => boolean) => {
    const lower = text.toLowerCase();
    const anywhere = glob === undefined ? undefined : [ANY, ...glob, ANY];
    return (value) => (anywhere === undefined ? value.includes(lower) : matchesGlob(value, anywhere));
  });
  return ({ value }) => {
    const lower = String(value ?? '').toLowerCase();
    return wanted.some((matches) => matches(lower));
  };
}

function hasText(value: unknown, texts: ReadonlySet<string>, globs: readonly Glob[]): boolean {
  if (Array.isArray(value)) {
    return value.some((item) => hasText(item, texts, globs));
  }
  const text = textOf(value)?.toLowerCase();
  return text !== undefined && (texts.has(text) || globs.some((glob) => matchesGlob(text, glob)));
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A time field that is given, or one of some times; a date alone means the whole day. */
function atTimes(read: FieldReader, values: readonly QueryValue[], query: string): Matches {
  const tests = values.map((value): ((time: string) => boolean) => {
    const { glob } = value;
    if (glob !== undefined) {
      return (time) => matchesGlob(time.toLowerCase(), glob);
    }
    const wanted = timeIn(value, query);
    return DATE_ONLY.test(value.text.trim())
      ? (time) => time.slice(0, DATE_LENGTH) === wanted.slice(0, DATE_LENGTH)
      : (time) => time === wanted;
  });
  return (indicator) => {
    const time = timeOfField(read(indicator));
    return time !== undefined && tests.some((test) => test(time));
  };
}

/**
 * What compares so with a value: times as times, numbers as numbers, everything else as texts.
 * @throws QueryError for what is no time where one is needed
 */
export function compared(field: string, comparison: Comparison, bound: QueryValue, query: string): Condition {
  const read = readerOf(field);
  const isTime = isTimeField(field);
  const time = isTime ? timeIn(bound, query) : canonicalTime(bound.text);
  const number = bound.text.trim() === '' ? Number.NaN : Number(bound.text);
  const text = bound.text.toLowerCase();
  const orders = ORDERS[comparison];
  const test = (value: unknown): boolean => {
    const valueTime = time === undefined ? undefined : timeOfField(value);
    if (isTime || valueTime !== undefined) {
      return valueTime !== undefined && time !== undefined && orders(valueTime, time);
    }
    const asText = textOf(value);
    if (asText === undefined || asText === '') {
      return false;
    }
    const both = Number(asText);
    return Number.isNaN(number) || Number.isNaN(both)
      ? orders(asText.toLowerCase(), text)
      : orders(both, number);
  };
  return {
    matches: (indicator) => {
      const value = read(indicator);
      return Array.isArray(value) ? value.some(test) : test(value);
    },
  };
}

const ORDERS: Readonly<Record<Comparison, (left: string | number, right: string | number) => boolean>> = {
  '>=': (left, right) => left >= right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '<': (left, right) => left < right,
};

function timeOfField(value: unknown): string | undefined {
  return typeof value === 'string' ? canonicalTime(value) : undefined;
}

function timeIn(value: QueryValue, query: string): string {
  const time = canonicalTime(value.text);
  if (time === undefined) {
    throw new QueryError(query, value.at, 'time');
  }
  return time;
}
