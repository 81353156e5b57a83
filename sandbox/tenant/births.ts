/** An id, and when the first IOC from this id on was made. */
export type Birth = [id: number, time: number];

/**
 * When each IOC was made. Ids are given in order, thousands of them in one moment: only the first of a moment is kept,
 * so a million IOCs cost a few entries.
 */
export class Births {
  #births: Birth[];

  constructor(births: readonly Birth[] = []) {
    this.#births = [...births];
  }

  note(id: number, time: number): void {
    if (this.#births.at(-1)?.[1] !== time) {
      this.#births.push([id, time]);
    }
  }

  /** When an id was given, in ms; undefined where that was not noted. */
  of(id: number): number | undefined {
    let low = 0;
    let high = this.#births.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#births[middle]?.[0] ?? id) > id) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return this.#births[low - 1]?.[1];
  }

  /** All of them, a copy. */
  contents(): Birth[] {
    return [...this.#births];
  }
}
