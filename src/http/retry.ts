/** The first attempt and five more: with the backoff below, about a minute of patience. */
export const MAX_ATTEMPTS = 6;

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

/** A failure of either server, as far as the policy must know it. */
export interface ServerFailure {
  /** Such as `timeout` or `forbidden`. */
  readonly kind: string;
  /** How long the server asked us to wait, in ms, where it said so. */
  readonly retryAfterMs: number | undefined;
}

/** Failures that may pass by themselves. */
const PASSING: ReadonlySet<string> = new Set([
  'rate-limited',
  'server',
  'unexpected-answer',
  'unreachable',
  'timeout',
  // Another writer was faster: what is written again is right again.
  'conflict',
]);

/**
 * How long to wait before the next attempt, in ms, or undefined where another attempt is pointless.
 * Exponential with jitter (half to whole), unless the server said how long; `Retry-After` wins.
 * @param attempt how many attempts have failed, 1 or more
 * @param remainingMs how much of the run's time is left: a wait that does not fit is not begun
 * @param random from 0 to 1
 */
export function retryDelay(
  error: ServerFailure,
  attempt: number,
  remainingMs: number,
  random: number,
): number | undefined {
  if (attempt >= MAX_ATTEMPTS || !PASSING.has(error.kind)) {
    return undefined;
  }
  const backoff = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  const delay = error.retryAfterMs ?? Math.round(backoff * (0.5 + random / 2));
  return delay < remainingMs ? delay : undefined;
}

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date.
 * @param now the time at the server, in ms since the epoch
 * @returns ms to wait, or undefined where the header says nothing that can be understood
 */
export function parseRetryAfter(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') {
    return undefined;
  }
  const seconds = Number(header);
  if (Number.isFinite(seconds)) {
    return seconds < 0 ? undefined : Math.ceil(seconds * 1000);
  }
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
