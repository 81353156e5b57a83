import Papa from 'papaparse';
import { type Columns, columnsOf, isColumnName } from './columns.ts';
import { type Items, leaveOut, type Reader } from './found.ts';
import { isComment, linesOf, sampleOf } from './lines.ts';
import * as because from './reasons.ts';
import { readAny, readRow } from './row.ts';

/** The largest share of rows that may have another number of cells. */
const MOSTLY = 0.8;
/** One field is never longer: an open quote would make one of all that follows. */
const LONGEST_FIELD = 100_000;
/** How many rows are read and gone through at a time. */
const ROWS_AT_ONCE = 10_000;

interface Shape {
  delimiter: string;
  columns: Columns;
  hasHeader: boolean;
}

/**
 * The reader for a table with separators; undefined for what is none.
 * @param named only where the names of the columns say what they hold
 */
export function csvReader(text: string, named: boolean): Reader | undefined {
  const sample = sampleOf(text);
  if (sample.length < 2) {
    return undefined;
  }
  const shape = [',', ';', '\t', '|']
    .map((delimiter) => shapeOf(sample, delimiter, text, named))
    .find((found) => found !== undefined);
  return shape === undefined ? undefined : { name: 'a table (CSV)', read: () => readTable(text, shape) };
}

function shapeOf(
  sample: readonly string[],
  delimiter: string,
  text: string,
  named: boolean,
): Shape | undefined {
  const rows = rowsOf(sample.join('\n'), delimiter);
  const [first = [], ...rest] = rows;
  if (first.length < 2 || rest.filter((row) => row.length === first.length).length < rest.length * MOSTLY) {
    return undefined;
  }
  const header = isHeader(first) ? first : headerInComment(text, delimiter, first.length);
  if (header === undefined && named) {
    return undefined;
  }
  const body = header === first ? rest : rows;
  const columns = columnsOf(header ?? first.map(() => ''), body, true);
  return columns === undefined ? undefined : { delimiter, columns, hasHeader: header === first };
}

/** Names of columns, and nothing that could be an indicator. */
function isHeader(row: readonly string[]): boolean {
  return row.some(isColumnName) && row.every((cell) => cell.trim() === '' || 'reason' in readAny(cell));
}

/** Some write the names of the columns into the last line of the comment before them. */
function headerInComment(text: string, delimiter: string, length: number): string[] | undefined {
  let last: string | undefined;
  for (const line of linesOf(text)) {
    if (!isComment(line)) {
      break;
    }
    last = line;
  }
  const [row = []] = rowsOf((last ?? '').replace(/^\s*#\s*/, ''), delimiter);
  return row.length === length && row.some(isColumnName) ? row : undefined;
}

function rowsOf(text: string, delimiter: string): string[][] {
  return Papa.parse<string[]>(text, { delimiter, skipEmptyLines: true }).data;
}

function* readTable(text: string, { delimiter, columns, hasHeader }: Shape): Items {
  const rows = allRows(text, delimiter);
  if (hasHeader) {
    rows.next();
  }
  for (const row of rows) {
    if (row.some((cell) => cell.length > LONGEST_FIELD)) {
      yield leaveOut(row.join(' ').slice(0, 1_000), because.TOO_LONG);
    } else {
      yield* readRow(row, columns);
    }
  }
}

/** The rows, a piece of the text at a time. A piece ends where a line ends and no quote is open. */
function* allRows(text: string, delimiter: string): Generator<string[], void, undefined> {
  let piece: string[] = [];
  let open = false;
  for (const line of linesOf(text)) {
    if (!open && isComment(line)) {
      continue;
    }
    piece.push(line);
    open = open !== hasOddQuotes(line);
    if (piece.length >= ROWS_AT_ONCE && (!open || piece.length >= 2 * ROWS_AT_ONCE)) {
      yield* rowsOf(piece.join('\n'), delimiter);
      piece = [];
      open = false;
    }
  }
  yield* rowsOf(piece.join('\n'), delimiter);
}

function hasOddQuotes(line: string): boolean {
  let odd = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) {
    odd = !odd;
  }
  return odd;
}
