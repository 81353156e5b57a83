import type { Clock } from '../../src/clock.ts';
import { IndicatorIndex, type Search, type SearchPage } from './indicator-index.ts';
import type { IdOrder } from './modified-order.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** A change that searches do not show yet. */
interface Pending {
  /** From when on they do, in ms. */
  readonly due: number;
  readonly indicator: StoredIndicator;
  readonly removed: boolean;
}

/** An index that is behind what is stored, as a search engine's is: each change shows some time after it was made. */
export class LaggingIndex {
  readonly #clock: Clock;
  readonly #lag: number;
  readonly #index: IndicatorIndex;
  #pending: Pending[] = [];

  constructor(clock: Clock, lag: number, idOrder: IdOrder) {
    this.#clock = clock;
    this.#lag = lag;
    this.#index = new IndicatorIndex(idOrder);
  }

  put(indicator: StoredIndicator): void {
    this.#pending.push({ due: this.#clock.now() + this.#lag, indicator, removed: false });
  }

  remove(indicator: StoredIndicator): void {
    this.#pending.push({ due: this.#clock.now() + this.#lag, indicator, removed: true });
  }

  /** Shows an indicator at once. */
  show(indicator: StoredIndicator): void {
    this.#index.put(indicator);
  }

  /** As `IndicatorIndex.search`, over what shows by now. */
  search(request: Search): SearchPage {
    const now = this.#clock.now();
    const next = this.#pending.findIndex(({ due }) => due > now);
    const due = next === -1 ? this.#pending : this.#pending.slice(0, next);
    for (const { indicator, removed } of due) {
      if (removed) {
        this.#index.remove(indicator.value, indicator.indicator_type);
      } else {
        this.#index.put(indicator);
      }
    }
    this.#pending = next === -1 ? [] : this.#pending.slice(next);
    return this.#index.search(request);
  }
}
