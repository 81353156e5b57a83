import stringWidth from 'string-width';
import { type Line, lineWidth, span, wrap } from './spans.ts';

/** Columns that names may take. */
const LONGEST_NAME = 36;
const LONGEST_BAR = 30;

/** Counts as bars of text, a line each, the largest as long as there is room. With `shares` also each one's part of all. */
export function barLines(
  bars: readonly { name: string; count: number }[],
  width: number,
  { shares = false } = {},
): Line[] {
  const names = bars.map(({ name }) => nameOf(name));
  const named = names.reduce((widest, name) => Math.max(widest, lineWidth(name)), 0);
  const most = bars.reduce((largest, { count }) => Math.max(largest, count), 0);
  const all = bars.reduce((sum, { count }) => sum + count, 0);
  const room = Math.max(1, Math.min(LONGEST_BAR, width - named - 16));
  return bars.map(({ count }, at) => {
    const name = names[at] ?? [];
    const length = count === 0 ? 0 : Math.max(1, Math.round((room * count) / most));
    const share = shares ? ` (${Math.round((100 * count) / all)}%)` : '';
    return [
      ...name,
      span(' '.repeat(named - lineWidth(name) + 2)),
      span('█'.repeat(length), 'good'),
      span(`${length > 0 ? ' ' : ''}${count.toLocaleString('en')}${share}`),
    ];
  });
}

function nameOf(name: string): Line {
  const flat = span(name).text.replaceAll('\n', ' ');
  const [first = []] = wrap([span(flat)], LONGEST_NAME);
  return stringWidth(flat) > lineWidth(first) ? [...first, span('…')] : first;
}
