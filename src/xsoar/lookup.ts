import type { Host } from './host.ts';
import type { Unreadable } from './page-reader.ts';
import { searchAll } from './search.ts';

/** How many values one search asks for: 2,000 changes then cost 10 searches. */
export const VALUES_PER_SEARCH = 200;

/** Longest values go first to the server's limits: a search stays under this many characters, one value at least. */
const LONGEST_QUERY = 100_000;

/** A value to look up. */
export interface Wanted {
  /** What is one value, whichever way it is written. */
  key: string;
  /** The ways in which XSOAR may write it. */
  spellings: readonly string[];
}

export interface LookUp {
  /** The top-level keys of an indicator that are read; those that `keysOf` needs are among them. */
  fields: readonly string[];
  /** The keys whose value an indicator is. */
  keysOf: (indicator: unknown) => readonly string[];
  /** A query that the indicators must match too. */
  within?: string | undefined;
  /** As for a search. */
  onUnreadable?: ((unreadable: Unreadable) => void) | undefined;
}

/**
 * Looks indicators up by value, a batch of values a search.
 * @returns the indicators found, by key; none where XSOAR has none
 */
export async function lookUp(
  host: Host,
  wanted: readonly Wanted[],
  { fields, keysOf, within, onUnreadable }: LookUp,
): Promise<Map<string, unknown[]>> {
  const found = new Map(wanted.map(({ key }) => [key, [] as unknown[]]));
  for (const batch of batchesOf(spellingsByKey(wanted))) {
    const keys = new Set(batch.map(({ key }) => key));
    const named = `value:(${batch.flatMap(({ spellings }) => spellings.map(quoted)).join(' ')})`;
    const query = within === undefined ? named : `${named} and (${within})`;
    for (const indicator of await searchAll(host, { query, fields, onUnreadable })) {
      // A search may match more than was asked for; what was not asked for is none of our business.
      for (const key of keysOf(indicator)) {
        if (keys.has(key)) {
          found.get(key)?.push(indicator);
        }
      }
    }
  }
  return found;
}

/** Each key once, with all of its spellings; a key without any cannot be asked for. */
function spellingsByKey(wanted: readonly Wanted[]): Wanted[] {
  const byKey = new Map<string, Set<string>>();
  for (const { key, spellings } of wanted) {
    const known = byKey.get(key) ?? new Set();
    byKey.set(key, known);
    for (const spelling of spellings) {
      known.add(spelling);
    }
  }
  return [...byKey]
    .map(([key, spellings]) => ({ key, spellings: [...spellings] }))
    .filter(({ spellings }) => spellings.length > 0);
}

function* batchesOf(wanted: readonly Wanted[]): Generator<Wanted[]> {
  let batch: Wanted[] = [];
  let length = 0;
  for (const one of wanted) {
    const more = one.spellings.reduce((sum, spelling) => sum + spelling.length, 0);
    if (batch.length === VALUES_PER_SEARCH || (batch.length > 0 && length + more > LONGEST_QUERY)) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(one);
    length += more;
  }
  if (batch.length > 0) {
    yield batch;
  }
}

/** A value as a phrase of the query language: quotes and backslashes lose their meaning. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
