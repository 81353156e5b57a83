/** An indicator that XDR does not hold, and why. Hostile text. */
export interface Refused {
  value: string;
  reason: string;
}

/** How many refused indicators are told one by one; all are counted. */
const MOST_DETAILS = 1_000;

/** What did not get through: the first ones in full, all of them counted, in memory that does not grow. */
export class Refusals {
  readonly details: Refused[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(refused: Refused): void {
    this.#count += 1;
    if (this.details.length < MOST_DETAILS) {
      this.details.push({ value: refused.value, reason: refused.reason });
    }
  }

  addAll(all: Iterable<Refused>): void {
    for (const refused of all) {
      this.add(refused);
    }
  }
}
