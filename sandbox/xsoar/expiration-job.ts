import type { IndicatorIndex } from './indicator-index.ts';
import { expires } from './store-draft.ts';
import type { StoredIndicator } from './stored-indicator.ts';

const HOUR_MS = 3_600_000;

/** Which indicators the job is to mark that looks each full hour for what is past its date. */
export class ExpirationJob {
  /** When the next indicator expires, in ms. */
  #nextExpiry = Number.POSITIVE_INFINITY;
  /** For which full hour it ran last, in ms. */
  #last: number;

  /** @param now from when on it runs, in ms; by default it is due at once */
  constructor(now = Number.NEGATIVE_INFINITY) {
    this.#last = hourOf(now);
  }

  /** Notes when an indicator expires. */
  note(indicator: StoredIndicator): void {
    this.#nextExpiry = Math.min(this.#nextExpiry, expiryOf(indicator));
  }

  /** Which indicators are past their date, where the job is due; of the others it notes the next one. */
  expired(held: IndicatorIndex, now: number): StoredIndicator[] {
    const hour = hourOf(now);
    if (hour <= this.#last) {
      return [];
    }
    this.#last = hour;
    if (hour < this.#nextExpiry) {
      return [];
    }
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    const expired: StoredIndicator[] = [];
    for (const { indicator } of held.read()) {
      const expiry = expiryOf(indicator);
      if (expiry <= hour) {
        expired.push(indicator);
      } else {
        this.#nextExpiry = Math.min(this.#nextExpiry, expiry);
      }
    }
    return expired;
  }
}

function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

function expiryOf({ expiration, expirationStatus }: StoredIndicator): number {
  return (expirationStatus === 'active' ? expires(expiration) : undefined) ?? Number.POSITIVE_INFINITY;
}
