import { elementsOf } from './element-ends.ts';
import { IndicatorTexts } from './indicator-texts.ts';
import type { Indicators } from './page.ts';

/** A search answer whose indicators stay text: a page is some megabytes. */
export interface PageText<Frame> {
  iocs: Indicators;
  /** How many there are, or most likely are. */
  count: number;
  /** The last of them; undefined where there are none. */
  last: unknown;
  /** What is left of the answer where its indicators are left out. */
  frame: Frame;
}

/** How a kind of search answer is read. */
export interface PageKind<Frame> {
  /** Reads what is left without the indicators; undefined where only another list could have been cut out of it. */
  frameOf: (text: string) => Frame | undefined;
  /** Whether what is read of an answer stands behind its indicators, and so behind the bracket that was guessed. */
  isBehind: (frame: Frame) => boolean;
  /** Hears that the bytes are not needed any more, because the indicators have been gone through. */
  giveBack?: ((bytes: Buffer) => void) | undefined;
}

/**
 * Reads a search answer, and leaves its indicators as they are.
 * @param start where the first indicator begins, behind the list's bracket
 * @returns undefined where it is not such an answer: then it must be parsed as a whole
 */
export function readPageText<Frame>(
  bytes: Buffer,
  start: number,
  kind: PageKind<Frame>,
): PageText<Frame> | undefined {
  return guessed(bytes, start, kind) ?? scanned(bytes, start, kind);
}

/**
 * A page whose list of indicators most likely ends at the last `}]`. That it does is proved by two things that can be
 * parsed: the last indicator up to there, and what is left without the list. Another list of objects that begin alike
 * could still stand between; so what is read of a page must stand behind it, and whoever goes through the indicators
 * comes to the true end.
 */
function guessed<Frame>(
  bytes: Buffer,
  start: number,
  { frameOf, isBehind, giveBack }: PageKind<Frame>,
): PageText<Frame> | undefined {
  const end = bytes.lastIndexOf('}]') + 1;
  const frame = end > start ? frameOf(without(bytes, start, end)) : undefined;
  if (frame === undefined || !isBehind(frame)) {
    return undefined;
  }
  const iocs = new IndicatorTexts(bytes, start, giveBack);
  const last = iocs.lastUpTo(end);
  return last === undefined ? undefined : { iocs, count: iocs.likelyLength, last, frame };
}

/** A page whose list of indicators is gone through, byte by byte, to find its end. */
function scanned<Frame>(
  bytes: Buffer,
  start: number,
  { frameOf, giveBack }: PageKind<Frame>,
): PageText<Frame> | undefined {
  const elements = elementsOf(bytes, start);
  const frame = elements === undefined ? undefined : frameOf(without(bytes, start, elements.end));
  if (elements === undefined || frame === undefined) {
    return undefined;
  }
  const { count, last, end } = elements;
  return count === 1 && bytes.toString('utf8', last, end).trim() === ''
    ? { iocs: [], count: 0, last: undefined, frame }
    : { iocs: new IndicatorTexts(bytes, start, giveBack), count, last: parsed(bytes, last, end), frame };
}

/** The text of an answer without what stands between two places. */
function without(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', 0, start) + bytes.toString('utf8', end);
}

/** Undefined where it is no JSON: whoever goes through the indicators says so. */
function parsed(bytes: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(bytes.toString('utf8', start, end));
  } catch {
    return undefined;
  }
}
