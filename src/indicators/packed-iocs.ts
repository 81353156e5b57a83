import type { Ioc } from './ioc.ts';

/**
 * IOCs in the form in which they are sent: JSON in UTF-8. A batch of 40,000 is some 15 MB of bytes; as objects it would
 * be a million of them, over which every garbage collection has to go.
 */
export class PackedIocs implements Iterable<Ioc> {
  readonly #pieces: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Their JSON, with commas between them: what stands in a list between its brackets, in pieces. */
  get pieces(): readonly Buffer[] {
    return this.#pieces;
  }

  /** Adds some thousands at once: each call makes a piece. @param texts an IOC's JSON each */
  add(texts: readonly string[]): void {
    if (texts.length > 0) {
      this.#pieces.push(Buffer.from(`${this.#length > 0 ? ',' : ''}${texts.join(',')}`));
      this.#length += texts.length;
    }
  }

  /** Unpacks them, for the rare case in which they are looked at. */
  *[Symbol.iterator](): Generator<Ioc, void, undefined> {
    for (const piece of this.#pieces) {
      yield* JSON.parse(`[${piece.toString().replace(/^,/, '')}]`) as Ioc[];
    }
  }
}
