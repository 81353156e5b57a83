import { type Cell, type Dashboard, titleOf } from '../../../sandbox/pack/dashboard.ts';
import type { WidgetData } from '../../../sandbox/pack/widget-data.ts';
import { bars, days, pie, type Room } from './charts.ts';
import { DIM, fitted, RULE, rect, text } from './svg.ts';
import { markdown, table } from './texts.ts';

/** One of the grid's 12 columns, and one of its rows, in pixels. */
const COLUMN = 100;
const ROW = 76;
const GAP = 12;
const HEAD = 52;
const PADDING = 16;
/** A widget's title takes so much of its height. */
const TITLE = 32;

/** The dashboard as an SVG, with what each of its widgets shows, in the grid of its own layout. */
export function drawDashboard({ name, cells }: Dashboard, shown: readonly WidgetData[]): string {
  const rows = Math.max(...cells.map(({ y, h }) => y + h));
  const width = 12 * COLUMN + GAP;
  const height = HEAD + rows * ROW + GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="'Segoe UI', Helvetica, Arial, sans-serif">`,
    rect(0, 0, width, height, '#f3f4f6'),
    text(GAP + 4, 34, name, { size: 20, bold: true }),
    ...cells.map((cell, at) => card(cell, shown[at])),
    '</svg>\n',
  ].join('\n');
}

function card({ x, y, w, h, widget }: Cell, data: WidgetData | undefined): string {
  const width = w * COLUMN - GAP;
  const height = h * ROW - GAP;
  const room = { width: width - 2 * PADDING, height: height - TITLE - PADDING - 6 };
  const frame = `<rect width="${width}" height="${height}" rx="6" fill="#ffffff" stroke="${RULE}"/>`;
  return [
    `<g transform="translate(${GAP + x * COLUMN} ${HEAD + y * ROW})">`,
    frame,
    text(PADDING, 24, fitted(titleOf(widget), room.width, 14), { size: 14, bold: true }),
    `<g transform="translate(${PADDING} ${TITLE + 8})">`,
    data === undefined ? '' : contents(data, widget.widgetType === 'pie', room),
    '</g>',
    '</g>',
  ].join('\n');
}

function contents(data: WidgetData, isPie: boolean, room: Room): string {
  switch (data.kind) {
    case 'markdown':
      return markdown(data.text, room);
    case 'table':
      return table(data.columns, data.rows, room);
    case 'bars':
      return isPie ? pie(data.bars, room) : bars(data.bars, room);
    case 'days':
      return days(data.days, data.series, room);
    case 'failure':
      return text(0, 14, fitted(data.text, room.width), { color: DIM });
  }
}
