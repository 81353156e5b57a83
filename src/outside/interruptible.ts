import type { Clock } from '../clock.ts';

/** A clock whose sleep ends early when the process is told to end: nobody waits a minute for a retry then. */
export function interruptible(clock: Clock, stop: AbortSignal): Clock {
  return {
    now: () => clock.now(),
    sleep: async (milliseconds) => {
      if (stop.aborted) {
        return;
      }
      const ended = new AbortController();
      await Promise.race([clock.sleep(milliseconds), aborted(stop, ended.signal)]);
      ended.abort();
    },
  };
}

/** @param ended when nobody waits for it any more */
function aborted(signal: AbortSignal, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true, signal: ended }),
  );
}
