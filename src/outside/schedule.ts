import type { Clock } from '../clock.ts';

/** When runs begin, and what ends them. */
interface Schedule {
  /** From the beginning of one run to that of the next; undefined: once. */
  everyMs: number | undefined;
  clock: Clock;
  stop: AbortSignal;
}

/**
 * Runs once, or again and again until it is told to stop. A run that takes longer than the time between two is followed
 * by the next at once. A failed one does not end it: the next one goes on where it stood.
 * @returns whether the last run succeeded; true where it was told to stop
 */
export async function repeat(
  run: () => Promise<boolean>,
  { everyMs, clock, stop }: Schedule,
): Promise<boolean> {
  for (;;) {
    const began = clock.now();
    const succeeded = await run();
    if (everyMs === undefined) {
      return succeeded;
    }
    if (!stop.aborted) {
      await clock.sleep(Math.max(0, began + everyMs - clock.now()));
    }
    if (stop.aborted) {
      return true;
    }
  }
}
