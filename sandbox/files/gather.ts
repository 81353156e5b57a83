import { UsageError } from '../../src/errors.ts';
import { type Found, type Item, isLeftOut, type LeftOut } from './found.ts';
import type { Limits } from './limits.ts';
import * as because from './reasons.ts';

/** Gathers what is found, each once, and counts what is not. */
export class Gathering {
  /** By type and value. */
  readonly #found = new Map<string, Found>();
  readonly #reasons = new Map<string, number>();
  readonly leftOut: LeftOut[] = [];
  /** How many were found again. */
  repeated = 0;
  readonly #now: number;
  readonly #limits: Limits;

  /** @param now milliseconds since the epoch: what has expired by then is left out */
  constructor(now: number, limits: Limits) {
    this.#now = now;
    this.#limits = limits;
  }

  get size(): number {
    return this.#found.size;
  }

  get found(): Iterable<Found> {
    return this.#found.values();
  }

  /** How many were left out, by reason, most first. */
  get reasons(): [reason: string, count: number][] {
    return [...this.#reasons].sort(([, left], [, right]) => right - left);
  }

  /** How many were found, by type. */
  get types(): Map<string, number> {
    const types = new Map<string, number>();
    for (const { type } of this.found) {
      types.set(type, (types.get(type) ?? 0) + 1);
    }
    return types;
  }

  /** @returns false for what is left out. @throws UsageError for more indicators than the limit */
  add(item: Item): boolean {
    if (isLeftOut(item)) {
      this.#leaveOut(item);
      return false;
    }
    if (item.expiration !== undefined && item.expiration <= this.#now) {
      this.#leaveOut({ text: item.value, reason: because.PAST });
      return false;
    }
    this.#keep(item);
    return true;
  }

  #keep(item: Found): void {
    const key = `${item.type} ${item.type === 'URL' ? item.value : item.value.toLowerCase()}`;
    const known = this.#found.get(key);
    if (known !== undefined) {
      this.repeated += 1;
      // Somebody's verdict counts more than that it was seen.
      if (known.verdict === 'Unknown' && item.verdict !== 'Unknown') {
        this.#found.set(key, item);
      }
      return;
    }
    if (this.#found.size >= this.#limits.indicators) {
      throw new UsageError(
        `There are more than ${this.#limits.indicators.toLocaleString('en')} indicators. Nothing was loaded.`,
        { advice: 'Split the file, and load its parts one after another.' },
      );
    }
    this.#found.set(key, item);
  }

  #leaveOut(item: LeftOut): void {
    this.#reasons.set(item.reason, (this.#reasons.get(item.reason) ?? 0) + 1);
    if (this.leftOut.length < this.#limits.leftOut) {
      this.leftOut.push(item);
    }
  }
}
