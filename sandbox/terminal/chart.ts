import stringWidth from 'string-width';
import type { Look } from './colours.ts';
import { cut } from './wrap.ts';

/** Columns that names may take. */
const LONGEST_NAME = 36;
const LONGEST_BAR = 30;

/** Counts as bars of text, a line each, the largest as long as there is room. With `shares` also each one's part of all. */
export function barLines(
  bars: readonly { name: string; count: number }[],
  { width, paint }: Look,
  shares: boolean,
): string[] {
  const names = bars.map(({ name }) => shortened(paint.plain(name.replaceAll('\n', ' '))));
  const named = Math.max(0, ...names.map((name) => stringWidth(name)));
  const most = Math.max(...bars.map(({ count }) => count));
  const all = bars.reduce((sum, { count }) => sum + count, 0);
  const room = Math.max(1, Math.min(LONGEST_BAR, width - named - 16));
  return bars.map(({ count }, at) => {
    const name = names[at] ?? '';
    const blanks = ' '.repeat(named - stringWidth(name) + 2);
    const length = count === 0 ? 0 : Math.max(1, Math.round((room * count) / most));
    const bar = length > 0 ? `${paint.good('█'.repeat(length))} ` : '';
    const share = shares ? ` (${Math.round((100 * count) / all)}%)` : '';
    return `${name}${blanks}${bar}${count.toLocaleString('en')}${share}`;
  });
}

function shortened(name: string): string {
  return stringWidth(name) > LONGEST_NAME ? `${cut(name, LONGEST_NAME)}…` : name;
}
