import type { Clock } from '../clock.ts';

/** A `Date` header has whole seconds. */
const HEADER_MS = 1_000;
/** What differs by less is agreement. */
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

  /**
   * Learns from an answer's `Date` header; one that cannot be read teaches nothing. The header was written at some moment
   * between the request and the answer: what fits into that time is no news.
   * @param sentAt when the request went out, in ms of the machine's clock
   */
  observe(dateHeader: unknown, sentAt = this.#clock.now()): void {
    const theirs = typeof dateHeader === 'string' ? Date.parse(dateHeader) : Number.NaN;
    const now = this.#clock.now();
    const fits = this.#offset >= theirs - now && this.#offset <= theirs - sentAt + HEADER_MS;
    if (Number.isNaN(theirs) || fits) {
      return;
    }
    const offset = theirs - now;
    this.#offset = Math.abs(offset) < RESOLUTION_MS ? 0 : offset;
  }
}
