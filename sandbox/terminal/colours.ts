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
  // Of the basic colours only red and magenta can be read on black and on white.
  const readable = (kind: keyof typeof READABLE, basic = plain) =>
    depth >= 8 ? (text: string) => `\u001b[38;5;${READABLE[kind]}m${text}\u001b[39m` : basic;
  const warn = readable('warn', magenta);
  const bad = readable('bad', red);
  return {
    plain,
    bold,
    italic,
    heading: (text) => bold(underline(text)),
    code: readable('code'),
    dim: readable('dim'),
    good: readable('good'),
    warn: (text) => bold(warn(text)),
    bad: (text) => bold(bad(text)),
  };
}
