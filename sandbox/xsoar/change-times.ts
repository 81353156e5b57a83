import type { Clock } from '../../src/clock.ts';
import { millisecondsOf, timeOf } from './times.ts';

const NANOSECONDS = 1_000_000;

/** The times of changes: each later than any before, if only by a nanosecond, though the clock stands still. */
export class ChangeTimes {
  readonly #clock: Clock;
  #milliseconds = 0;
  #nanoseconds = 0;

  /** @param newest the time of the last change that there was, in the canonical form */
  constructor(clock: Clock, newest?: string) {
    this.#clock = clock;
    if (newest !== undefined) {
      this.#milliseconds = millisecondsOf(newest);
      this.#nanoseconds = Number(newest.slice(23, 29));
    }
  }

  /** The time of a change that is made now. */
  next(): string {
    const now = Math.floor(this.#clock.now());
    if (now > this.#milliseconds) {
      this.#milliseconds = now;
      this.#nanoseconds = 0;
    } else {
      const nanoseconds = this.#nanoseconds + 1;
      this.#milliseconds += Math.floor(nanoseconds / NANOSECONDS);
      this.#nanoseconds = nanoseconds % NANOSECONDS;
    }
    return timeOf(this.#milliseconds, this.#nanoseconds);
  }
}
