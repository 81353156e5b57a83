/** With how many hits in a day XDR disables an IOC. */
const MOST_HITS = 5_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** The hits of one IOC. */
export interface HitsOf {
  /** All of them. */
  total: number;
  /** When the day that is counted began, in ms, and the hits since then. */
  since: number;
  inDay: number;
}

/** How often IOCs were hit; nothing is kept of one that never was. */
export class Hits {
  readonly #hits: Map<string, HitsOf>;

  constructor(hits: readonly [value: string, hits: HitsOf][] = []) {
    this.#hits = new Map(hits);
  }

  /** @returns true where these were too many for one day; counting then begins anew */
  add(value: string, hits: number, now: number): boolean {
    const known = this.#hits.get(value) ?? { total: 0, since: now, inDay: 0 };
    const sameDay = now - known.since < DAY_MS;
    const inDay = hits + (sameDay ? known.inDay : 0);
    const tooMany = inDay >= MOST_HITS;
    this.#hits.set(value, {
      total: known.total + hits,
      since: sameDay ? known.since : now,
      inDay: tooMany ? 0 : inDay,
    });
    return tooMany;
  }

  of(value: string): number {
    return this.#hits.get(value)?.total ?? 0;
  }

  forget(value: string): void {
    this.#hits.delete(value);
  }

  contents(): [value: string, hits: HitsOf][] {
    return [...this.#hits];
  }
}
