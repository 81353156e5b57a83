import { type Clock, systemClock } from '../../src/clock.ts';

/**
 * The sandbox's time: the machine's, and ahead of it by what was skipped. XSOAR is given half a minute to settle before
 * anything is read; whoever tries things out should not have to wait for that.
 */
export class SkippingClock implements Clock {
  readonly #clock: Clock;
  #ahead = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** By how many milliseconds it is ahead. */
  get ahead(): number {
    return this.#ahead;
  }

  now(): number {
    return this.#clock.now() + this.#ahead;
  }

  async sleep(milliseconds: number): Promise<void> {
    await this.#clock.sleep(milliseconds);
  }

  /** Lets time pass at once. Time never goes back: what both sides hold is dated. */
  skip(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}
