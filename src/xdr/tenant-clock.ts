import type { Clock } from '../clock.ts';

/** A `Date` header has whole seconds: what differs by less is agreement. */
const RESOLUTION_MS = 2_000;

/**
 * The time in XDR. It starts as the machine's own and is corrected by the `Date` header of every answer,
 * so that a machine whose clock is wrong still signs with a time that XDR accepts.
 */
export class TenantClock {
  readonly #clock: Clock;
  #offset = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds since the epoch, as XDR counts them. */
  now(): number {
    return this.#clock.now() + this.#offset;
  }

  /** How far XDR's clock is ahead of the machine's, in ms. */
  get offset(): number {
    return this.#offset;
  }

  /** Learns from an answer's `Date` header; one that cannot be read teaches nothing. */
  observe(dateHeader: unknown): void {
    const theirs = typeof dateHeader === 'string' ? Date.parse(dateHeader) : Number.NaN;
    if (Number.isNaN(theirs)) {
      return;
    }
    const offset = theirs - this.#clock.now();
    this.#offset = Math.abs(offset) < RESOLUTION_MS ? 0 : offset;
  }
}
