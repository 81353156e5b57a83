import type { Host } from './host.ts';
import { searchAll } from './search.ts';

/** How many values one search asks for: 2,000 changes then cost 10 searches. */
export const VALUES_PER_SEARCH = 200;

/** Longest values go first to the server's limits: a search stays under this many characters, one value at least. */
const LONGEST_QUERY = 100_000;

/**
 * Looks indicators up by value, a batch of values a search.
 * @param fields the top-level keys that are read; `value` is among them
 * @param within a query that they must match too
 * @returns all indicators found whose value was asked for, by value in lower case
 */
export async function lookUp(
  host: Host,
  values: readonly string[],
  fields: readonly string[],
  within?: string,
): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>();
  for (const value of values) {
    found.set(value.toLowerCase(), []);
  }
  for (const batch of batchesOf([...new Set(values)])) {
    const named = `value:(${batch.map(quoted).join(' ')})`;
    const query = within === undefined ? named : `${named} and (${within})`;
    for (const indicator of await searchAll(host, { query, fields })) {
      const value = (indicator as { value?: unknown } | null)?.value;
      if (typeof value === 'string') {
        // A search may match more than was asked for; what was not asked for is none of our business.
        found.get(value.toLowerCase())?.push(indicator);
      }
    }
  }
  return found;
}

function* batchesOf(values: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let length = 0;
  for (const value of values) {
    if (batch.length === VALUES_PER_SEARCH || (batch.length > 0 && length + value.length > LONGEST_QUERY)) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(value);
    length += value.length;
  }
  if (batch.length > 0) {
    yield batch;
  }
}

/** A value as a phrase of the query language: quotes and backslashes lose their meaning. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
