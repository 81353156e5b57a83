import type { Place } from './modified-order.ts';
import { expires } from './store-draft.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** The job that marks indicators as expired, a good while after their dates. */
export class ExpirationJob {
  readonly #everyMs: number;
  /** When the next indicator expires, in ms. */
  #nextExpiry = Number.POSITIVE_INFINITY;
  /** For which time it ran last, in ms. */
  #last = Number.NEGATIVE_INFINITY;

  /** @param everyMs how often it runs; 0: whenever somebody looks */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** Notes when an indicator expires. */
  note(indicator: StoredIndicator): void {
    this.#nextExpiry = Math.min(this.#nextExpiry, expiryOf(indicator));
  }

  /** The time for which it runs now; undefined where it has run for that. */
  due(now: number): number | undefined {
    const time = this.#everyMs > 0 ? Math.floor(now / this.#everyMs) * this.#everyMs : now;
    if (time <= this.#last) {
      return undefined;
    }
    this.#last = time;
    return time;
  }

  /** Which indicators are past their date at a time; of the others it notes the next one. */
  expired(all: readonly Place[], time: number): StoredIndicator[] {
    if (time < this.#nextExpiry) {
      return [];
    }
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    const expired: StoredIndicator[] = [];
    for (const { indicator } of all) {
      const expiry = expiryOf(indicator);
      if (expiry <= time) {
        expired.push(indicator);
      } else {
        this.#nextExpiry = Math.min(this.#nextExpiry, expiry);
      }
    }
    return expired;
  }
}

function expiryOf({ expiration, expirationStatus }: StoredIndicator): number {
  return (expirationStatus === 'active' ? expires(expiration) : undefined) ?? Number.POSITIVE_INFINITY;
}
