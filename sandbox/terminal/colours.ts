import { WriteStream } from 'node:tty';
import picocolors from 'picocolors';
import type { Io } from './io.ts';
import type { SpanKind } from './spans.ts';

/** How each kind of text is painted. */
export type Colours = Readonly<Record<SpanKind, (text: string) => string>>;

/**
 * Colours of the 256 that every terminal shows alike, by their numbers: each stands out from black and from white by 4
 * to 1 or more. The basic yellow, green and cyan cannot be read on white, nor the basic blue on black.
 */
export const READABLE = { code: 30, dim: 243, good: 28, warn: 130, bad: 161 } as const;

/** How many bits of colour the output takes; 1 is none. `NO_COLOR`, `FORCE_COLOR` and `TERM` have their say. */
export function colourDepth({
  outputIsTerminal,
  environment,
}: Pick<Io, 'outputIsTerminal' | 'environment'>): number {
  const { NO_COLOR: none, ...others } = environment;
  const forced = others.FORCE_COLOR;
  if (forced === undefined && (!outputIsTerminal || (none !== undefined && none !== ''))) return 1;
  return WriteStream.prototype.getColorDepth(others);
}

/** @param depth bits of colour, as `colourDepth` says */
export function coloursOf(depth: number): Colours {
  const { bold, italic, underline, red, magenta } = picocolors.createColors(depth > 1);
  const plain = (text: string): string => text;
  const shade = (number: number) => (text: string) => `\u001b[38;5;${number}m${text}\u001b[39m`;
  const has256 = depth >= 8;
  const look = has256
    ? {
        code: shade(READABLE.code),
        dim: shade(READABLE.dim),
        good: shade(READABLE.good),
        warn: shade(READABLE.warn),
        bad: shade(READABLE.bad),
      }
    : // Of the basic colours only red and magenta can be read on black and on white.
      { code: plain, dim: plain, good: plain, warn: magenta, bad: red };
  return {
    ...look,
    plain,
    bold,
    italic,
    heading: (text) => bold(underline(text)),
    warn: (text) => bold(look.warn(text)),
    bad: (text) => bold(look.bad(text)),
  };
}
