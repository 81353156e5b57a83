import { WriteStream } from 'node:tty';
import picocolors from 'picocolors';
import { clean } from './clean.ts';
import type { Io } from './io.ts';

export type Kind = 'plain' | 'bold' | 'italic' | 'code' | 'heading' | 'dim' | 'good' | 'warn' | 'bad';

/** Makes foreign text safe, and paints it line by line: the only way to make text for a terminal. */
export type Paint = Readonly<Record<Kind, (foreign: string) => string>>;

/** How text is laid out, at this moment. */
export interface Look {
  /** Columns. */
  readonly width: number;
  readonly paint: Paint;
}

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
export function paintOf(depth: number): Paint {
  const { bold, italic, underline, red, magenta } = picocolors.createColors(depth > 1);
  const plain = (text: string): string => text;
  // Of the basic colours only red and magenta can be read on black and on white.
  const readable = (kind: keyof typeof READABLE, basic = plain) =>
    depth >= 8 ? (text: string) => `\u001b[38;5;${READABLE[kind]}m${text}\u001b[39m` : basic;
  const warn = readable('warn', magenta);
  const bad = readable('bad', red);
  return {
    plain: clean,
    bold: eachLine(bold),
    italic: eachLine(italic),
    heading: eachLine((text) => bold(underline(text))),
    code: eachLine(readable('code')),
    dim: eachLine(readable('dim')),
    good: eachLine(readable('good')),
    warn: eachLine((text) => bold(warn(text))),
    bad: eachLine((text) => bold(bad(text))),
  };
}

/** What indents a line is left as it is. */
function eachLine(style: (text: string) => string): (foreign: string) => string {
  return (foreign) => clean(foreign).replace(/[^\s].*/g, style);
}
