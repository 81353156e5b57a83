import type { Clock } from '../clock.ts';

/** A run's time: XSOAR kills what takes longer, so a run ends by itself, between two pieces of work. */
export class TimeBudget {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #stop: AbortSignal | undefined;
  /** When the run must be over, in ms since the epoch. */
  readonly deadline: number;

  /** @param stop aborts when somebody wants the run to end, however much time is left */
  constructor(clock: Clock, seconds: number, startedAt = clock.now(), stop?: AbortSignal) {
    this.#clock = clock;
    this.#startedAt = startedAt;
    this.#stop = stop;
    this.deadline = startedAt + seconds * 1000;
  }

  /** Whether another piece of work fits, judged by how long the last one took (ms). */
  hasTimeFor(durationMs: number): boolean {
    return this.#stop?.aborted !== true && this.#clock.now() + durationMs <= this.deadline;
  }

  /** The first part of the run's time, for work that must leave the rest to others. */
  share(part: number): TimeBudget {
    const seconds = (this.deadline - this.#startedAt) / 1000;
    return new TimeBudget(this.#clock, part * seconds, this.#startedAt, this.#stop);
  }
}

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
