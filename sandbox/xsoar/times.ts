import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import type { Clock } from '../../src/clock.ts';

/** Date; time of the day; fraction of the second; offset. */
const TIME =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9})\d*)?)?\s*([Zz]|[+-]\d\d:?\d\d)?$/;
const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;
const CANONICAL_LENGTH = 30;

/** How XSOAR's server writes "no time". */
export const NO_TIME = '0001-01-01T00:00:00Z';

/**
 * A time in the one form in which two of them compare as texts: UTC, nine digits of a second. Undefined for what is no
 * time. One without an offset is UTC.
 */
export function canonicalTime(text: string): string | undefined {
  if (text.length === CANONICAL_LENGTH && text.endsWith('Z') && CANONICAL.test(text)) {
    return text;
  }
  const [, date, clock = '00:00:00', fraction = '', offset = 'Z'] = TIME.exec(text.trim()) ?? [];
  if (date === undefined) {
    return undefined;
  }
  const time = parseISO(`${date}T${clock}${offset.toUpperCase()}`);
  return isValid(time) ? `${time.toISOString().slice(0, 19)}.${fraction.padEnd(9, '0')}Z` : undefined;
}

/** A time of the clock, with so many nanoseconds added, in the canonical form. */
export function timeOf(milliseconds: number, nanoseconds = 0): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23)}${String(nanoseconds).padStart(6, '0')}Z`;
}

/** The milliseconds since the epoch of a time in the canonical form. */
export function millisecondsOf(canonical: string): number {
  return Date.parse(`${canonical.slice(0, 23)}Z`);
}

const HOUR_MS = 3_600_000;

/** The full hour in which a time is, in ms. */
export function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

const NANOSECONDS = 1_000_000n;

/** The times of changes: each later than any before, if only by a nanosecond, though the clock stands still. */
export class ChangeTimes {
  readonly #clock: Clock;
  /** Of the last change, in nanoseconds since the epoch. */
  #last: bigint;

  /** @param newest the time of the last change that there was, in the canonical form */
  constructor(clock: Clock, newest = timeOf(0)) {
    this.#clock = clock;
    this.#last = BigInt(millisecondsOf(newest)) * NANOSECONDS + BigInt(newest.slice(23, 29));
  }

  /** The time of a change that is made now. */
  next(): string {
    const now = BigInt(Math.floor(this.#clock.now())) * NANOSECONDS;
    this.#last = now > this.#last ? now : this.#last + 1n;
    return timeOf(Number(this.#last / NANOSECONDS), Number(this.#last % NANOSECONDS));
  }
}
