import { ANY, type Glob, matchesGlob } from './glob.ts';
import type { Clause, Comparison, QueryValue } from './query-clause.ts';
import type { Condition, Matches } from './query-condition.ts';
import { QueryError } from './query-error.ts';
import { type FieldReader, isTimeField, readerOf } from './query-fields.ts';
import { canonicalTime } from './times.ts';

const DATE_ONLY = /^\d{4}-\d\d-\d\d$/;
const DATE_LENGTH = 10;

/** @throws QueryError for what is no time where one is needed */
export function conditionOf(clause: Clause, query: string): Condition {
  const { field, comparison, values } = clause;
  if (field === undefined) {
    return { matches: freeText(values) };
  }
  const read = readerOf(field);
  const first = values[0];
  if (comparison !== undefined && first !== undefined) {
    return { matches: compared(read, comparison, first, isTimeField(field), query) };
  }
  if (isTimeField(field)) {
    return { matches: atTimes(read, values, query) };
  }
  const texts = new Set(
    values.filter(({ glob }) => glob === undefined).map(({ text }) => text.toLowerCase()),
  );
  const globs = values.flatMap(({ glob }) => (glob === undefined ? [] : [glob]));
  const matches: Matches = (indicator) => hasText(read(indicator), texts, globs);
  return field === 'value' && globs.length === 0 ? { matches, values: texts } : { matches };
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
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
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

/** Times compare as times, numbers as numbers, everything else as texts. */
function compared(
  read: FieldReader,
  comparison: Comparison,
  bound: QueryValue,
  isTime: boolean,
  query: string,
): Matches {
  const time = isTime ? timeIn(bound, query) : canonicalTime(bound.text);
  const number = bound.text.trim() === '' ? Number.NaN : Number(bound.text);
  const text = bound.text.toLowerCase();
  const orders = ORDERS[comparison];
  return (indicator) =>
    anyOf(read(indicator), (value) => {
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
    });
}

const ORDERS: Readonly<Record<Comparison, (left: string | number, right: string | number) => boolean>> = {
  '>=': (left, right) => left >= right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '<': (left, right) => left < right,
};

function anyOf(value: unknown, test: (value: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(test) : test(value);
}

function timeOfField(value: unknown): string | undefined {
  return typeof value === 'string' ? canonicalTime(value) : undefined;
}

function timeIn(value: QueryValue, query: string): string {
  const time = canonicalTime(value.text);
  if (time === undefined) {
    throw new QueryError(
      query,
      value.at,
      'this is no time.',
      'Write it as 2020-01-31, or 2020-01-31T12:00:00Z with Z or an offset such as +02:00.',
    );
  }
  return time;
}
