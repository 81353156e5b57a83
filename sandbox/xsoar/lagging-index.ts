import type { Clock } from '../../src/clock.ts';
import { IndicatorIndex, type Search, type SearchPage } from './indicator-index.ts';
import type { IdOrder } from './modified-order.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** An index that is behind what is stored, as a search engine's is: each change shows some time after it was made. */
export class LaggingIndex {
  readonly #clock: Clock;
  readonly #lag: number;
  readonly #index: IndicatorIndex;
  /** The changes that do not show yet, and from when on each does, in ms. */
  #pending: { readonly due: number; readonly show: () => void }[] = [];

  constructor(clock: Clock, lag: number, idOrder: IdOrder) {
    this.#clock = clock;
    this.#lag = lag;
    this.#index = new IndicatorIndex(idOrder);
  }

  put(indicator: StoredIndicator): void {
    this.#later(() => this.show(indicator));
  }

  remove({ value, indicator_type }: StoredIndicator): void {
    this.#later(() => this.#index.remove(value, indicator_type));
  }

  /** Shows an indicator at once. */
  show(indicator: StoredIndicator): void {
    this.#index.put(indicator);
  }

  /** As `IndicatorIndex.search`, over what shows by now. */
  search(request: Search): SearchPage {
    const now = this.#clock.now();
    const next = this.#pending.findIndex(({ due }) => due > now);
    for (const { show } of this.#pending.splice(0, next === -1 ? this.#pending.length : next)) {
      show();
    }
    return this.#index.search(request);
  }

  #later(show: () => void): void {
    this.#pending.push({ due: this.#clock.now() + this.#lag, show });
  }
}
