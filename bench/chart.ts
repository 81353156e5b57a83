import type { Row } from './table.ts';

const PANEL = { width: 420, height: 260 };
const MARGIN = { left: 64, right: 16, top: 36, bottom: 44 };
const LEGEND_HEIGHT = 22;
const TICKS = 4;
const COLORS = ['#6b7280', '#2563eb', '#0d9488', '#d97706', '#dc2626', '#7c3aed', '#4d7c0f', '#be185d'];

interface Line {
  name: string;
  color: string;
  rows: readonly Row[];
}

interface Measure {
  title: string;
  of: (row: Row) => number;
}

const MEASURES: readonly Measure[] = [
  { title: 'wall time, s', of: (row) => row.wallSeconds },
  { title: 'peak memory of all processes, MB', of: (row) => row.peakMb },
];

/** Time and memory against the number of indicators, as an SVG: one line for each thing that was measured. */
export function drawChart(rows: readonly Row[]): string {
  const lines = linesOf(rows);
  const width = MEASURES.length * (PANEL.width + MARGIN.left + MARGIN.right);
  const top = MARGIN.top + PANEL.height + MARGIN.bottom;
  const height = top + LEGEND_HEIGHT * Math.ceil(lines.length / 2);
  const panels = MEASURES.map((measure, index) => {
    const left = index * (PANEL.width + MARGIN.left + MARGIN.right) + MARGIN.left;
    return `<g transform="translate(${left} ${MARGIN.top})">${panelOf(lines, measure)}</g>`;
  });
  const legend = lines.map(({ name, color }, index) => {
    const x = MARGIN.left + (index % 2) * (width / 2);
    const y = top + Math.floor(index / 2) * LEGEND_HEIGHT;
    return `<rect x="${x}" y="${y}" width="12" height="12" fill="${color}"/>${text(x + 20, y + 11, name, 'start')}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...panels,
    ...legend,
    '</svg>\n',
  ].join('\n');
}

function linesOf(rows: readonly Row[]): Line[] {
  const names = [...new Set(rows.map(nameOf))];
  return names.map((name, index) => ({
    name,
    color: COLORS[index % COLORS.length] ?? '#000000',
    rows: rows.filter((row) => nameOf(row) === name).sort((one, other) => one.size - other.size),
  }));
}

function nameOf({ name, wrapper }: Row): string {
  return `${name}, wrapper ${wrapper}`;
}

function panelOf(lines: readonly Line[], { title, of }: Measure): string {
  const all = lines.flatMap(({ rows }) => rows);
  const mostX = Math.max(...all.map(({ size }) => size));
  const mostY = roundUp(Math.max(...all.map(of)));
  const x = (size: number): number => (size / mostX) * PANEL.width;
  const y = (value: number): number => PANEL.height - (value / mostY) * PANEL.height;
  const parts = [text(0, -14, title, 'start')];
  for (let tick = 0; tick <= TICKS; tick += 1) {
    const value = (mostY * tick) / TICKS;
    const size = (mostX * tick) / TICKS;
    parts.push(
      `<line x1="0" x2="${PANEL.width}" y1="${y(value)}" y2="${y(value)}" stroke="#e5e7eb"/>`,
      text(-8, y(value) + 4, String(value), 'end'),
      text(x(size), PANEL.height + 20, size.toLocaleString('en-US'), 'middle'),
    );
  }
  for (const { color, rows } of lines) {
    const points = rows.map((row) => [x(row.size).toFixed(1), y(of(row)).toFixed(1)] as const);
    parts.push(
      `<polyline fill="none" stroke="${color}" stroke-width="2" points="${points.map((point) => point.join(',')).join(' ')}"/>`,
      ...points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"/>`),
    );
  }
  return parts.join('\n');
}

/** The next number that is easily divided into four. */
function roundUp(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value)) / 5;
  return Math.ceil(value / step / TICKS) * step * TICKS;
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#111827">${content}</text>`;
}
