import { isRecord } from '../indicators/json.ts';
import { Rejection } from '../indicators/rejection.ts';
import { xdrType } from '../indicators/types.ts';
import { judgeValue, spellings, valueKey } from '../indicators/values.ts';
import { lookUp } from '../xsoar/lookup.ts';
import type { Engine } from './engine.ts';

/** A time as XSOAR's query language and the stored state have it: whole seconds, UTC. */
export function toQueryTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** What the instance keeps in step: active indicators that match the Sync Query. */
export function activeQuery(syncQuery: string): string {
  return `expirationStatus:active AND (${syncQuery})`;
}

/** Indicators of a query that were modified in a range of time (`from` included, `to` not). */
export function modifiedQuery(
  query: string,
  range: { from?: string | undefined; to?: string | undefined },
): string {
  const from = range.from === undefined ? '' : `modified:>=${range.from} and `;
  const to = range.to === undefined ? '' : `modified:<${range.to} and `;
  return `${from}${to}(${query})`;
}

/** A value, and XDR's type for it. */
export interface TypedValue {
  value: string;
  type: string;
}

/**
 * The indicators that XSOAR holds of these values, however they are spelt.
 * @param fields the top-level keys that are read
 * @param within a query that they must match too
 * @returns them by `valueKey`; an empty list where there is none
 */
export async function findIndicators(
  { host, report }: Engine,
  values: Iterable<TypedValue>,
  fields: readonly string[],
  within?: string,
): Promise<Map<string, unknown[]>> {
  const wanted = new Map<string, Set<string>>();
  for (const { value, type } of values) {
    const key = valueKey(value, type);
    const known = wanted.get(key) ?? new Set();
    for (const spelling of spellings(value, type)) {
      known.add(spelling);
    }
    wanted.set(key, known);
  }
  return await lookUp(
    host,
    [...wanted].map(([key, known]) => ({ key, spellings: [...known] })),
    {
      fields,
      within,
      keysOf: (x) => [keyOfIndicator(x)],
      onUnreadable: (unreadable) => report.unreadable(unreadable),
    },
  );
}

/** The key of an indicator's value; empty where it has none. */
export function keyOfIndicator(x: unknown): string {
  if (!isRecord(x) || typeof x.value !== 'string') {
    return '';
  }
  return valueKey(x.value, typeof x.indicator_type === 'string' ? xdrType(x.indicator_type) : '');
}

/** What is said of a value that a person named, and that XSOAR does not hold. */
export const NO_INDICATOR =
  'XSOAR has no indicator with this value. Create it first, or check the spelling. Give a value that holds a comma or a semicolon as a JSON list: ["…"].';

/**
 * The indicators that XSOAR holds of values that a person named.
 * @returns them by the value as it was named; nothing for a value that XSOAR does not hold
 */
export async function findNamed(
  engine: Engine,
  values: readonly string[],
  fields: readonly string[],
): Promise<Map<string, unknown[]>> {
  // Under which type XSOAR holds a value is not known: most are the same in any case, paths only as they are.
  const typed = values.flatMap((value) => [
    { value, type: 'IP' },
    { value, type: 'PATH' },
  ]);
  const byKey = await findIndicators(engine, typed, fields);
  const found = new Map<string, unknown[]>();
  for (const value of values) {
    const keys = new Set([valueKey(value, 'IP'), valueKey(value, 'PATH')]);
    const indicators = [...keys].flatMap((key) => byKey.get(key) ?? []).filter((x) => isNamed(value, x));
    if (indicators.length > 0) {
      found.set(value, indicators);
    }
  }
  return found;
}

/** Whether a value names an indicator: a URL in other letters is another one. */
function isNamed(value: string, x: unknown): boolean {
  const type = isRecord(x) && typeof x.indicator_type === 'string' ? xdrType(x.indicator_type) : '';
  return keyOfIndicator(x) === valueKey(value, type);
}

/** The IOC that an indicator is sent as, whether or not it is worth sending. */
export function typedValueOf(x: Record<string, unknown>): TypedValue {
  const value = String(x.value);
  const type = typeof x.indicator_type === 'string' ? x.indicator_type : '';
  const judged = judgeValue(value, type, { excludePrivate: false });
  return judged instanceof Rejection
    ? { value, type: xdrType(type) }
    : { value: judged.indicator, type: judged.type };
}

/** The IOC that a value would be, by its shape alone: the first of XSOAR's types whose rules it keeps. */
export function typedByShape(value: string): TypedValue {
  for (const indicatorType of ['IP', 'File', 'Domain', 'URL']) {
    const judged = judgeValue(value, indicatorType, { excludePrivate: false });
    if (!(judged instanceof Rejection)) {
      return { value, type: judged.type };
    }
  }
  return { value, type: '' };
}

/** A value that XSOAR does not hold, as a report takes it. */
export function notHeld(value: string): TypedValue & { reason: string; kind: string } {
  return { ...typedByShape(value), reason: NO_INDICATOR, kind: 'no-indicator' };
}
