import { compileQuery } from './query.ts';
import { readerOf } from './query-fields.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/**
 * How many indicators match a query, by the values of a field, the most first; what holds a list counts for each.
 * @throws QueryError
 */
export function countGroups(
  indicators: Iterable<StoredIndicator>,
  query: string,
  field: string,
): { name: string; count: number }[] {
  const matches = compileQuery(query);
  const read = readerOf(field.toLowerCase());
  const counts = new Map<string, number>();
  for (const indicator of indicators) {
    if (!matches(indicator)) continue;
    const values = [read(indicator) ?? ''].flat();
    for (const value of new Set(values.map(String))) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}
