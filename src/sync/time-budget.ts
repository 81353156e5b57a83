import type { Clock } from '../clock.ts';

/** A run's time: XSOAR kills what takes longer, so a run ends by itself, between two batches. */
export class TimeBudget {
  readonly #clock: Clock;
  /** When the run must be over, in ms since the epoch. */
  readonly deadline: number;

  constructor(clock: Clock, seconds: number) {
    this.#clock = clock;
    this.deadline = clock.now() + seconds * 1000;
  }

  /** Whether another piece of work fits, judged by how long the last one took (ms). */
  hasTimeFor(durationMs: number): boolean {
    return this.#clock.now() + durationMs <= this.deadline;
  }
}
