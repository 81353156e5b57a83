import { isRecord } from '../indicators/json.ts';
import { xdrType } from '../indicators/types.ts';
import { spellings, valueKey } from '../indicators/values.ts';
import { lookUp } from '../xsoar/lookup.ts';
import type { Engine } from './engine.ts';

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
    spellings(value, type).forEach((spelling) => known.add(spelling));
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
