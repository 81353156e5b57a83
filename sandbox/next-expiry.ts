/** When the next of a million things expires, so that it is quick to see that none has. */
export class NextExpiry<Thing> {
  readonly #expiryOf: (thing: Thing) => number;
  #next = Number.POSITIVE_INFINITY;

  /** @param expiryOf when a thing expires, in ms; infinity where it never does */
  constructor(expiryOf: (thing: Thing) => number) {
    this.#expiryOf = expiryOf;
  }

  /** Notes that there is such a thing. */
  note(thing: Thing): void {
    this.#next = Math.min(this.#next, this.#expiryOf(thing));
  }

  /** Those that have expired at a time, which are then forgotten here. */
  expired(all: Iterable<Thing>, time: number): Thing[] {
    if (time < this.#next) {
      return [];
    }
    this.#next = Number.POSITIVE_INFINITY;
    const expired: Thing[] = [];
    for (const thing of all) {
      const expiry = this.#expiryOf(thing);
      if (expiry <= time) {
        expired.push(thing);
      } else {
        this.#next = Math.min(this.#next, expiry);
      }
    }
    return expired;
  }
}
