import { setTimeout as delay } from 'node:timers/promises';

/** Time as the integration sees it; injected, so that no test waits and none depends on the day it runs. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds) => {
    await delay(milliseconds);
  },
};
