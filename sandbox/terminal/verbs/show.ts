import type { Screen } from '../screen.ts';

const MOST_ROWS = 50;
const TIMES = ['expiration', 'modified'];

/** One IOC or indicator, a row a field. */
export function showFields(screen: Screen, row: object): void {
  const fields = Object.entries(row).map(([name, value]) => [name, cell(name, value)]);
  screen.table(
    ['Field', 'Value'],
    fields.filter(([, text]) => text !== ''),
  );
}

/** Some of them, a row each, and how many more there are. */
export function showRows(
  screen: Screen,
  rows: Iterable<object>,
  total: number,
  columns: readonly string[],
): void {
  const cells: string[][] = [];
  for (const row of rows) {
    if (cells.length === MOST_ROWS) break;
    const fields = new Map<string, unknown>(Object.entries(row));
    cells.push(columns.map((name) => listCell(name, fields.get(name))));
  }
  const used = columns.map((_, column) => cells.some((texts) => texts[column] !== ''));
  const only = (texts: readonly string[]) => texts.filter((_, column) => used[column]);
  if (cells.length > 0) screen.table(only(columns), cells.map(only), 1);
  const more = total - cells.length;
  if (more > 0) screen.text(`… and ${more.toLocaleString('en')} more.`, 'dim');
}

/** What differs between two versions of one, a row a field. */
export function showDifference(screen: Screen, before: object = {}, after: object = {}): void {
  const [was, is] = [before, after].map((row) => new Map<string, unknown>(Object.entries(row)));
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const rows = [...names]
    .map((name) => [name, cell(name, was?.get(name)), cell(name, is?.get(name))])
    .filter(([, one, other]) => one !== other);
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
