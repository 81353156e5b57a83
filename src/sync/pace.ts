import type { Clock } from '../clock.ts';
import type { TimeBudget } from './time-budget.ts';

/** What was read is pushed while there is still time for a push that takes half as long again as any before it. */
const MARGIN = 1.5;

/** How long pushes take in this run, and so what still fits into its time. */
export class Pace {
  readonly #budget: TimeBudget;
  readonly #clock: Clock;
  readonly #startedAt: number;
  #longestMs: number | undefined;

  constructor(budget: TimeBudget, clock: Clock) {
    this.#budget = budget;
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** Learns from a push that took so long, in ms. */
  learn(durationMs: number): void {
    this.#longestMs = Math.max(this.#longestMs ?? 0, durationMs);
  }

  /** Whether a push that begins now ends in time. */
  hasTimeForPush(): boolean {
    return this.#budget.hasTimeFor(this.#expectedMs());
  }

  /** Whether what has been read must be pushed now: after more reading, there may be no time for it. */
  mustPushNow(): boolean {
    return !this.#budget.hasTimeFor(MARGIN * this.#expectedMs());
  }

  /** Before the first push, one is taken to last as long as the reading has. */
  #expectedMs(): number {
    return this.#longestMs ?? this.#clock.now() - this.#startedAt;
  }
}
