import type { Screen } from '../screen.ts';
import { textTable } from '../table.ts';
import type { Row } from '../world.ts';

const MOST_ROWS = 50;
const TIMES = ['expiration', 'modified'];

/** One IOC or indicator, a row a field. */
export function showFields(screen: Screen, row: Row): void {
  const fields = Object.entries(row).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  screen.table(
    ['Field', 'Value'],
    fields.map(([name, value]) => [name, cell(name, value)]),
  );
}

/** Some of them, a row each, and how many more there are. */
export function showRows(
  screen: Screen,
  rows: Iterable<Row>,
  total: number,
  columns: readonly string[],
): void {
  const some: Row[] = [];
  for (const row of rows) {
    if (some.length === MOST_ROWS) break;
    some.push(row);
  }
  const cells = some.map((row) => columns.map((name) => listCell(name, row[name])));
  const used = columns.map((_, column) => cells.some((texts) => texts[column] !== ''));
  const only = (texts: readonly string[]) => texts.filter((_, column) => used[column]);
  if (some.length > 0) screen.tableOf({ ...textTable(only(columns), cells.map(only)), mostLines: 1 });
  if (total > some.length) screen.text(`… and ${(total - some.length).toLocaleString('en')} more.`, 'dim');
}

/** What differs between two versions of one, a row a field. */
export function showDifference(screen: Screen, before: Row | undefined, after: Row | undefined): void {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const rows = names
    .map((name) => [name, cell(name, before?.[name]), cell(name, after?.[name])])
    .filter(([, was, is]) => was !== is);
  if (rows.length === 0) screen.text('Nothing changed.');
  else screen.table(['Field', 'Before', 'After'], rows);
}

/** In a list a day is enough. */
function listCell(name: string, value: unknown): string {
  return cell(name, value).replace(/^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\dZ$/, '$1');
}

function cell(name: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (name === 'expiration' && value === -1) return 'never';
  if (TIMES.includes(name) && typeof value === 'number')
    return withoutFraction(new Date(value).toISOString());
  if (typeof value === 'string') return withoutFraction(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A time to the second: both sides write many more digits. */
function withoutFraction(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z$/, '$1Z');
}
