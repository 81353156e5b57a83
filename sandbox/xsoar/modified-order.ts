import type { StoredIndicator } from './stored-indicator.ts';

/** How ids are sorted: as the texts that they are, or as numbers. */
export type IdOrder = 'text' | 'number';

/** Where an indicator stands in the order; the indicator itself changes, the place does not. */
export interface Place {
  indicator: StoredIndicator;
  slot: number;
}

/**
 * Indicators by `modified`, then `id`. A change leaves a hole and goes to the end, which is nearly always where it
 * belongs; holes are closed, and what is out of order is sorted, when the order is read.
 */
export class ModifiedOrder {
  readonly #idOrder: IdOrder;
  #slots: (Place | undefined)[] = [];
  #holes = 0;
  #sorted = true;
  /** What was added last, though it may be gone. */
  #newest: StoredIndicator | undefined;

  constructor(idOrder: IdOrder) {
    this.#idOrder = idOrder;
  }

  get size(): number {
    return this.#slots.length - this.#holes;
  }

  add(place: Place): void {
    this.#sorted &&= this.#newest === undefined || this.compare(this.#newest, place.indicator) <= 0;
    this.#newest = place.indicator;
    place.slot = this.#slots.push(place) - 1;
  }

  remove(place: Place): void {
    this.#slots[place.slot] = undefined;
    this.#holes += 1;
  }

  /** All, in order. */
  read(): readonly Place[] {
    if (this.#holes > 0 || !this.#sorted) {
      const places = this.#slots.filter((place) => place !== undefined);
      if (!this.#sorted) {
        places.sort((left, right) => this.compare(left.indicator, right.indicator));
        this.#newest = places.at(-1)?.indicator;
      }
      for (const [slot, place] of places.entries()) {
        place.slot = slot;
      }
      this.#slots = places;
      this.#holes = 0;
      this.#sorted = true;
    }
    return this.#slots as Place[];
  }

  /** Where the first one after a cursor stands in `places`, which are in this order. */
  firstAfter(places: readonly Place[], cursor: Cursor): number {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const place = places[middle];
      if (place !== undefined && this.compare(place.indicator, cursor) > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** By `modified`, then `id`: below, at or above 0, as for a sort. */
  compare(left: Cursor, right: Cursor): number {
    if (left.modified !== right.modified) {
      return left.modified < right.modified ? -1 : 1;
    }
    const difference = this.#idOrder === 'number' ? Number(left.id) - Number(right.id) : Number.NaN;
    return Number.isNaN(difference) ? Number(left.id > right.id) - Number(left.id < right.id) : difference;
  }
}

type Cursor = Pick<StoredIndicator, 'modified' | 'id'>;
