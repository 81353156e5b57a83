import type { StoredIndicator } from './stored-indicator.ts';

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
  #slots: (Place | undefined)[] = [];
  #holes = 0;
  #sorted = true;
  /** What was added last, though it may be gone. */
  #newest: StoredIndicator | undefined;

  get size(): number {
    return this.#slots.length - this.#holes;
  }

  add(place: Place): void {
    this.#sorted &&= this.#newest === undefined || before(this.#newest, place.indicator);
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
        places.sort((left, right) => compare(left.indicator, right.indicator));
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
}

/** Where the first one after a cursor stands in an order. */
export function firstAfter(places: readonly Place[], modified: string, id: string): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const place = places[middle];
    if (place !== undefined && isAfter(place.indicator, modified, id)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** By `modified`, then `id`. */
export function compare(left: StoredIndicator, right: StoredIndicator): number {
  return before(left, right) ? -1 : before(right, left) ? 1 : 0;
}

function before(left: StoredIndicator, right: StoredIndicator): boolean {
  return isAfter(right, left.modified, left.id);
}

function isAfter(indicator: StoredIndicator, modified: string, id: string): boolean {
  return indicator.modified > modified || (indicator.modified === modified && indicator.id > id);
}
