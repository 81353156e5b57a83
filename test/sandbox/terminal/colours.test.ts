import { describe, expect, it } from '@jest/globals';
import { colourDepth, paintOf, READABLE } from '../../../sandbox/terminal/colours.ts';

const depth = (environment: Record<string, string>, outputIsTerminal = true) =>
  colourDepth({ environment, outputIsTerminal });

/** Red, green and blue, 0 to 255, of a colour of the 6 by 6 by 6 cube or the grey ramp. */
function rgbOf(number: number): number[] {
  if (number >= 232) return [0, 1, 2].map(() => 8 + 10 * (number - 232));
  const steps = [0, 95, 135, 175, 215, 255];
  const place = number - 16;
  return [Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((step) => steps[step] ?? 0);
}

/** The relative luminance of WCAG 2, 0 to 1. */
function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('colours', () => {
  it.each(Object.entries(READABLE))('for %s can be read on black and on white', (_kind, number) => {
    const light = luminance(rgbOf(number));
    expect((light + 0.05) / 0.05).toBeGreaterThanOrEqual(4);
    expect(1.05 / (light + 0.05)).toBeGreaterThanOrEqual(4);
  });

  it.each([
    ['a terminal of 256 colours', { TERM: 'xterm-256color' }, true, 8],
    ['a terminal of 16', { TERM: 'xterm' }, true, 4],
    ['a dumb terminal', { TERM: 'dumb' }, true, 1],
    ['NO_COLOR', { TERM: 'xterm-256color', NO_COLOR: '1' }, true, 1],
    ['an empty NO_COLOR, which says nothing', { TERM: 'xterm-256color', NO_COLOR: '' }, true, 8],
    ['a pipe', { TERM: 'xterm-256color' }, false, 1],
    ['a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, false, 4],
    ['a pipe with FORCE_COLOR=0', { FORCE_COLOR: '0', TERM: 'xterm-256color' }, false, 1],
  ] as const)('are as many as %s takes', (_what, environment, isTerminal, bits) => {
    expect(depth(environment, isTerminal)).toBe(bits);
  });

  it('are none at all where none are wanted', () => {
    const none = paintOf(1);
    for (const paint of [none.good, none.warn, none.bad, none.dim, none.code, none.heading]) {
      expect(paint('x')).toBe('x');
    }
  });

  it('never hide text that only the faint attribute would show', () => {
    expect([paintOf(4).dim('x'), paintOf(8).dim('x')].join('')).not.toContain('\u001b[2m');
  });
});
