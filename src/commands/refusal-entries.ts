import type { Refusals } from '../sync/refusals.ts';
import { type Entry, warning } from '../xsoar/entries.ts';
import { markdownTable } from '../xsoar/markdown.ts';

/** A warning that lists what did not get through, or nothing where all did. */
export function refusalEntries(refusals: Refusals, title: string): Entry[] {
  if (refusals.count === 0) {
    return [];
  }
  const rows = refusals.details.map(({ value, reason }) => [value, reason]);
  const more = refusals.count - rows.length;
  const table = markdownTable(title, ['Indicator', 'Reason'], rows);
  const rest = more > 0 ? `\n\n${more} more are not listed.` : '';
  const lines = refusals.details.map(({ value, reason }) => `${value}: ${reason}`);
  return [warning([title, ...lines].join('\n') + rest, table + rest)];
}
