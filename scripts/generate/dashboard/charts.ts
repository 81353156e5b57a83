import { COLORS, DIM, fitted, line, n, RULE, rect, text, widthOf } from './svg.ts';

/** Room for a chart, in pixels. */
export interface Room {
  width: number;
  height: number;
}

interface Bar {
  name: string;
  count: number;
}

const ROW = 24;

/** Shares of a whole as a ring, with a legend beside it. */
export function pie(bars: readonly Bar[], { width, height }: Room): string {
  const all = bars.reduce((sum, { count }) => sum + count, 0);
  const outer = Math.min(height / 2, width / 4 - 4);
  const middle = { x: outer, y: height / 2 };
  const parts: string[] = [];
  let from = 0;
  for (const [at, { name, count }] of bars.entries()) {
    const to = from + count / all;
    parts.push(ringPart(middle, outer, from, to, colorOf(at)));
    from = to;
    const y = middle.y + (at - (bars.length - 1) / 2) * ROW;
    const share = `${count} (${Math.round((100 * count) / all)}%)`;
    parts.push(
      rect(2 * outer + 16, y - 6, 11, 11, colorOf(at), 2),
      text(2 * outer + 33, y + 4, `${name === '' ? '(none)' : name}: ${share}`),
    );
  }
  parts.push(text(middle.x, middle.y + 8, String(all), { size: 24, anchor: 'middle', bold: true }));
  return parts.join('\n');
}

function ringPart(
  { x, y }: { x: number; y: number },
  outer: number,
  from: number,
  to: number,
  color: string,
): string {
  const radius = outer * 0.8;
  const circumference = 2 * Math.PI * radius;
  const dashes = `${n((to - from) * circumference)} ${n(circumference)}`;
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="none" stroke="${color}" stroke-width="${n(outer * 0.4)}" stroke-dasharray="${dashes}" transform="rotate(${n(from * 360 - 90)} ${n(x)} ${n(y)})"/>`;
}

/** Counts as bars that lie, each with its name above the others'. */
export function bars(given: readonly Bar[], { width, height }: Room): string {
  const rows = given.slice(0, Math.floor(height / ROW));
  const named = Math.min(width * 0.5, Math.max(...rows.map(({ name }) => widthOf(name))));
  const most = Math.max(...rows.map(({ count }) => count));
  const room = width - named - 10 - 28;
  return rows
    .map(({ name, count }, at) => {
      const y = at * ROW;
      const length = (room * count) / most;
      return [
        text(named, y + 15, fitted(name, named), { anchor: 'end' }),
        rect(named + 10, y + 3, length, ROW - 8, colorOf(0), 2),
        text(named + 16 + length, y + 15, String(count), { color: DIM }),
      ].join('\n');
    })
    .join('\n');
}

/** Counts day by day, a line for each of several names. */
export function days(
  axis: readonly string[],
  series: readonly { name: string; counts: readonly number[] }[],
  { width, height }: Room,
): string {
  const left = 34;
  const bottom = 46;
  const plot = { width: width - left - 18, height: height - bottom - 6 };
  const most = roundUp(Math.max(1, ...series.flatMap(({ counts }) => counts)));
  const x = (at: number): number => left + (plot.width * at) / (axis.length - 1);
  const y = (count: number): number => 6 + plot.height * (1 - count / most);
  const ticks = [0, most / 2, most].flatMap((value) => [
    line(left, y(value), left + plot.width, y(value), RULE),
    text(left - 6, y(value) + 4, String(value), { size: 11, anchor: 'end', color: DIM }),
  ]);
  const labels = axis.map((day, at) =>
    text(x(at), plot.height + 24, shortDay(day), { size: 11, anchor: 'middle', color: DIM }),
  );
  const lines = series.map(({ counts }, at) => {
    const points = counts.map((count, day) => `${n(x(day))},${n(y(count))}`);
    const dots = counts.map(
      (count, day) => `<circle cx="${n(x(day))}" cy="${n(y(count))}" r="3" fill="${colorOf(at)}"/>`,
    );
    return `<polyline fill="none" stroke="${colorOf(at)}" stroke-width="2" points="${points.join(' ')}"/>${dots.join('')}`;
  });
  return [...ticks, ...labels, ...lines, legend(series, height - 6, width)].join('\n');
}

/** Names side by side, as close together as they must be. */
function legend(series: readonly { name: string }[], y: number, width: number): string {
  const size = 11;
  const named = series.reduce((sum, { name }) => sum + 15 + widthOf(name, size), 0);
  const gap = Math.min(18, Math.max(4, (width - named) / series.length));
  let x = 0;
  return series
    .map(({ name }, at) => {
      const drawn = [rect(x, y - 9, 10, 10, colorOf(at), 2), text(x + 14, y, name, { size })].join('\n');
      x += 15 + widthOf(name, size) + gap;
      return drawn;
    })
    .join('\n');
}

/** A day without its year. */
function shortDay(day: string): string {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${months[Number(day.slice(5, 7)) - 1]} ${Number(day.slice(8))}`;
}

/** The next number that halves nicely. */
function roundUp(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return ([2, 3, 4, 6, 8].find((times) => value <= times * step) ?? 10) * step;
}

function colorOf(at: number): string {
  return COLORS[at % COLORS.length] ?? DIM;
}
