/** One number holds a hash and a place: so many places, and 30 bits of hash, fit exactly. */
const PLACES = 2 ** 20;

/**
 * Finds which of many texts may be the same, in 8 bytes a text: 40,000 texts in a map would take megabytes, and their
 * collection a part of each run.
 */
export class SameKeys {
  #numbers = new Float64Array(64);
  #count = 0;

  /** Adds the text of the next place, from 0 on. */
  add(key: string): void {
    if (this.#count === this.#numbers.length) {
      const larger = new Float64Array(2 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#count] = hashOf(key) * PLACES + this.#count;
    this.#count += 1;
  }

  /** The places whose texts have the same hash, where there are several; each group in order. */
  *groups(): Generator<readonly number[], void, undefined> {
    const sorted = this.#numbers.slice(0, this.#count).sort();
    let group: number[] = [];
    let hash = -1;
    for (const number of sorted) {
      const next = Math.floor(number / PLACES);
      if (next !== hash) {
        if (group.length > 1) {
          yield group;
        }
        group = [];
        hash = next;
      }
      group.push(number % PLACES);
    }
    if (group.length > 1) {
      yield group;
    }
  }
}

/** A number of 30 bits for a text (FNV-1a). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}
