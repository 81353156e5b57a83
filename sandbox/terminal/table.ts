import stringWidth from 'string-width';
import type { Look } from './colours.ts';
import { cut, wrap } from './wrap.ts';

/** The cells of a row, painted. */
type Cells = readonly string[];

const GAP = 2;
const NARROWEST = 6;
/** Enough for a reason; a value of a megabyte must not push everything else off the screen. */
const MOST_LINES = 12;
/** As much of a cell as can ever be shown. */
const MOST_TEXT = 2_000;

/**
 * A table of painted cells as lines that fit; cells wrap, and are shortened when they go on for too long.
 * @param mostLines that a row may take
 */
export function tableLines(
  header: Cells,
  rows: readonly Cells[],
  { width, paint }: Look,
  mostLines = MOST_LINES,
): string[] {
  const widths = columnWidths(header, rows, width);
  const rule = paint.dim(widths.map((columns) => '─'.repeat(columns)).join(' '.repeat(GAP)));
  const draw = (row: Cells) => rowLines(row, widths, mostLines);
  return [...draw(header), rule, ...rows.flatMap(draw)];
}

/** A table of plain texts. */
export function textTable(header: Cells, rows: readonly Cells[], look: Look, mostLines?: number): string[] {
  const { paint } = look;
  const cell = (text: string) => paint.plain(text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text);
  return tableLines(
    header.map(paint.bold),
    rows.map((row) => row.map(cell)),
    look,
    mostLines,
  );
}

function columnWidths(header: Cells, rows: readonly Cells[], width: number): number[] {
  const wanted = header.map((name, column) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? '')), Math.max(1, widthOf(name))),
  );
  const room = width - GAP * (wanted.length - 1);
  let cap = Math.min(room, Math.max(...wanted));
  while (cap > NARROWEST && total(wanted, cap) > room) cap -= 1;
  let left = room - total(wanted, cap);
  return wanted.map((columns) => {
    const least = Math.min(columns, cap);
    const extra = Math.max(0, Math.min(left, columns - least));
    left -= extra;
    return least + extra;
  });
}

function total(widths: readonly number[], cap: number): number {
  return widths.reduce((sum, columns) => sum + Math.min(columns, cap), 0);
}

function widthOf(cell: string): number {
  return Math.max(...cell.split('\n').map((line) => stringWidth(line)));
}

function rowLines(row: Cells, widths: readonly number[], mostLines: number): string[] {
  const columns = widths.map((width, column) => {
    const lines = wrap(row[column] ?? '', width);
    if (lines.length <= mostLines) return lines;
    return [...lines.slice(0, mostLines - 1), withEllipsis(lines[mostLines - 1] ?? '', width)];
  });
  const height = Math.max(1, ...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    widths
      .map((width, column) => {
        const line = columns[column]?.[at] ?? '';
        return line + ' '.repeat(Math.max(0, width - stringWidth(line)) + GAP);
      })
      .join('')
      .trimEnd(),
  );
}

function withEllipsis(line: string, width: number): string {
  return `${stringWidth(line) < width ? line : cut(line, Math.max(1, width - 1))}…`;
}
