import { cut } from './cut.ts';
import { type Line, lineWidth, type Span, span, withoutTrailingBlanks, wrap } from './spans.ts';

export interface Table {
  header: readonly Line[];
  rows: readonly (readonly Line[])[];
}

const GAP = 2;
const NARROWEST = 6;
/** Enough for a reason; a value of a megabyte must not push everything else off the screen. */
const MOST_LINES = 12;
/** As much of a cell as can ever be shown. */
const MOST_TEXT = 2_000;

/**
 * A table as lines that fit into `width` columns; cells wrap, and are shortened when they go on for too long.
 * @param mostLines that a row may take
 */
export function tableLines(table: Table, width: number, mostLines = MOST_LINES): Line[] {
  const header = table.header.map(shortened);
  const rows = table.rows.map((row) => header.map((_, column) => shortened(row[column] ?? [])));
  const widths = columnWidths([header, ...rows], width);
  const draw = (row: readonly Line[]) => rowLines(row, widths, mostLines);
  const head = draw(header.map((cell) => cell.map(bold)));
  const rule: Line = [span(widths.map((columns) => '─'.repeat(columns)).join(' '.repeat(GAP)), 'dim')];
  return [...head, rule, ...rows.flatMap(draw)];
}

/** A table of plain texts. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): Table {
  const cell = (text: string): Line => [span(text)];
  return { header: header.map(cell), rows: rows.map((row) => row.map(cell)) };
}

function columnWidths(rows: readonly (readonly Line[])[], width: number): number[] {
  const wanted = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, widestLine(row[column] ?? [])), 1),
  );
  const room = width - GAP * (wanted.length - 1);
  let cap = Math.max(...wanted);
  while (cap > NARROWEST && total(wanted, cap) > room) cap -= 1;
  const widths = wanted.map((columns) => Math.min(columns, cap));
  let left = room - total(widths, cap);
  return widths.map((columns, index) => {
    const extra = Math.max(0, Math.min(left, (wanted[index] ?? 0) - columns));
    left -= extra;
    return columns + extra;
  });
}

function total(widths: readonly number[], cap: number): number {
  return widths.reduce((sum, columns) => sum + Math.min(columns, cap), 0);
}

function widestLine(cell: Line): number {
  return wrap(cell, Number.POSITIVE_INFINITY).reduce((widest, line) => Math.max(widest, lineWidth(line)), 0);
}

function rowLines(cells: readonly Line[], widths: readonly number[], mostLines: number): Line[] {
  const wrapped = cells.map((cell, column) => {
    const width = widths[column] ?? 1;
    return atMost(wrap(cell, width), width, mostLines);
  });
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    withoutTrailingBlanks(
      wrapped.flatMap((lines, column) => {
        const line = lines[at] ?? [];
        const missing = Math.max(0, (widths[column] ?? 1) - lineWidth(line));
        return [...line, span(' '.repeat(missing + GAP))];
      }),
    ),
  );
}

function atMost(lines: readonly Line[], width: number, most: number): readonly Line[] {
  if (lines.length <= most) return lines;
  const last = (lines[most - 1] ?? []).map(({ text }) => text).join('');
  const shown = lineWidth([span(last)]) < width ? last : cut(last, width - 1);
  return [...lines.slice(0, most - 1), [span(`${shown}…`)]];
}

function shortened(cell: Line): Line {
  let room = MOST_TEXT;
  const kept: Span[] = [];
  for (const piece of cell) {
    if (room <= 0) break;
    kept.push(piece.text.length <= room ? piece : { ...piece, text: `${cut(piece.text, room)}…` });
    room -= piece.text.length;
  }
  return kept;
}

function bold(piece: Span): Span {
  return piece.kind === 'plain' ? { ...piece, kind: 'bold' } : piece;
}
