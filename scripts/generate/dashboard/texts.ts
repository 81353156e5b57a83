import { Lexer, type Token, type Tokens } from 'marked';
import type { Room } from './charts.ts';
import { DIM, fitted, line, RULE, text, widthOf } from './svg.ts';

const ROW = 25;
const GAP = 18;

/** What a verdict begins with, and the colour that takes its place: not every font has these signs. */
const SIGNS: Readonly<Record<string, string>> = {
  '✅': '#16a34a',
  '🔄': '#2563eb',
  '⏳': '#2563eb',
  '⚠️': '#d97706',
  '⏸️': '#6b7280',
  '❌': '#dc2626',
};

/** A table; what does not fit is counted below it. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  { width, height }: Room,
): string {
  const most = Math.floor(height / ROW) - 1;
  const shown = rows.length <= most ? rows : rows.slice(0, most - 1);
  const widths = widthsOf([columns, ...shown], width);
  const draw = (cells: readonly string[], at: number, isHead: boolean): string => {
    let x = 0;
    const drawn = cells.map((cell, column) => {
      const room = widths[column] ?? 0;
      const place = x;
      x += room + GAP;
      const style = isHead ? { bold: true, color: DIM } : {};
      return text(place, at * ROW + 16, fitted(cell, room), style);
    });
    return [...drawn, line(0, (at + 1) * ROW - 1, width, (at + 1) * ROW - 1, RULE)].join('\n');
  };
  const left = rows.length - shown.length;
  return [
    draw(columns, 0, true),
    ...shown.map((row, at) => draw(row, at + 1, false)),
    ...(left > 0
      ? [text(0, (shown.length + 1) * ROW + 16, `… and ${left} more, by scrolling`, { color: DIM })]
      : []),
  ].join('\n');
}

/** Each column as wide as its widest cell; where that is too much, the widest ones give. */
function widthsOf(rows: readonly (readonly string[])[], width: number): number[] {
  const wanted = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const room = width - GAP * (wanted.length - 1);
  let cap = Math.max(...wanted);
  const total = (): number => wanted.reduce((sum, one) => sum + Math.min(one, cap), 0);
  while (cap > 20 && total() > room) cap -= 1;
  return wanted.map((one) => Math.min(one, cap));
}

/** Markdown as a widget shows it: headings, paragraphs, tables. */
export function markdown(source: string, { width, height }: Room): string {
  let y = 0;
  const parts: string[] = [];
  for (const token of new Lexer().lex(source)) {
    if (token.type === 'heading') {
      parts.push(heading(plain(token), y));
      y += 34;
    } else if (token.type === 'table') {
      const { header, rows } = token as Tokens.Table;
      const cells = rows.map((row) => row.map((cell) => plain(cell)));
      const drawn = table(header.map(plain), cells, { width, height: height - y });
      parts.push(`<g transform="translate(0 ${y})">${drawn}</g>`);
      y += (rows.length + 1) * ROW + 8;
    } else if (token.type === 'paragraph') {
      parts.push(text(0, y + 14, fitted(plain(token), width)));
      y += 24;
    }
  }
  return parts.join('\n');
}

function heading(content: string, y: number): string {
  const sign = Object.keys(SIGNS).find((one) => content.startsWith(one));
  if (sign === undefined) return text(0, y + 17, content, { size: 18, bold: true });
  const dot = `<circle cx="8" cy="${y + 11}" r="7" fill="${SIGNS[sign]}"/>`;
  return dot + text(24, y + 17, content.slice(sign.length).trim(), { size: 18, bold: true });
}

/** What a reader sees of inline Markdown. */
function plain(token: Token | Tokens.TableCell): string {
  if ('tokens' in token && token.tokens !== undefined) return token.tokens.map(plain).join('');
  return 'text' in token ? String(token.text) : '';
}
