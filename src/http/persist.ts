import pRetry from 'p-retry';
import type { Clock } from '../clock.ts';
import { retryDelay, type ServerFailure } from './retry.ts';

/** How long a call is tried, and who is told. */
interface Patience<Failure extends ServerFailure> {
  clock: Clock;
  /** From 0 to 1; spreads retries. */
  random: () => number;
  /** When the call must be over, in ms since the epoch: no retry waits beyond it. */
  deadline: number;
  /** Told before each wait. */
  onRetry: (error: Failure, delayMs: number) => void;
  /** What was thrown, where another attempt may make sense; undefined for what is thrown on at once. */
  failureOf: (thrown: unknown) => Failure | undefined;
}

/** Makes a call again and again until it succeeds, or another attempt is pointless: the one policy for both servers. */
export async function persist<T, Failure extends ServerFailure>(
  attempt: () => Promise<T>,
  { clock, random, deadline, onRetry, failureOf }: Patience<Failure>,
): Promise<T> {
  return await pRetry(attempt, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      const failure = failureOf(error);
      const delay = failure && retryDelay(failure, attemptNumber, deadline - clock.now(), random());
      if (failure === undefined || delay === undefined) {
        return false;
      }
      onRetry(failure, delay);
      await clock.sleep(delay);
      return true;
    },
  });
}
