import type { Ioc } from './ioc.ts';

const COMMA = 0x2c;
const PIECE_SIZE = 1024 * 1024;
/** UTF-8 has at most so many bytes for a unit of a JavaScript text. */
const BYTES_PER_UNIT = 3;

/**
 * IOCs in the form in which they are sent: JSON in UTF-8. A batch of 40,000 is some 15 MB of bytes; as objects it would
 * be a million of them, over which every garbage collection has to go.
 */
export class PackedIocs implements Iterable<Ioc> {
  readonly #full: Buffer[] = [];
  #piece: Buffer = Buffer.alloc(0);
  #used = 0;
  #length = 0;
  /** Where each of them begins, counted over all pieces. */
  #starts = new Uint32Array(64);
  #before = 0;

  get length(): number {
    return this.#length;
  }

  /** Their JSON, with commas between them: what stands in a list between its brackets, in pieces. */
  get pieces(): readonly Buffer[] {
    return [...this.#full, this.#piece.subarray(0, this.#used)];
  }

  add(ioc: Ioc): void {
    const json = JSON.stringify(ioc);
    this.#makeRoom(json.length * BYTES_PER_UNIT + 1);
    if (this.#length > 0) {
      this.#piece[this.#used] = COMMA;
      this.#used += 1;
    }
    if (this.#length === this.#starts.length) {
      this.#starts = enlarged(this.#starts);
    }
    this.#starts[this.#length] = this.#before + this.#used;
    this.#used += this.#piece.write(json, this.#used);
    this.#length += 1;
  }

  /** Unpacks them, for the rare case in which they are looked at. */
  *[Symbol.iterator](): Generator<Ioc, void, undefined> {
    for (const piece of this.pieces) {
      yield* JSON.parse(`[${piece.toString().replace(/^,/, '')}]`) as Ioc[];
    }
  }

  /** One of them, by its place; for the rare case in which it is looked at. */
  at(place: number): Ioc | undefined {
    let start = place < this.#length ? (this.#starts[place] ?? 0) : Number.POSITIVE_INFINITY;
    // A comma stands before the next one, unless that begins another piece.
    let end = place + 1 < this.#length ? (this.#starts[place + 1] ?? 0) - 1 : Number.POSITIVE_INFINITY;
    for (const piece of this.pieces) {
      if (start < piece.length) {
        return JSON.parse(piece.toString('utf8', start, Math.min(end, piece.length))) as Ioc;
      }
      start -= piece.length;
      end -= piece.length;
    }
    return undefined;
  }

  #makeRoom(bytes: number): void {
    if (bytes > this.#piece.length - this.#used) {
      this.#full.push(this.#piece.subarray(0, this.#used));
      this.#before += this.#used;
      this.#piece = Buffer.allocUnsafe(Math.max(bytes, PIECE_SIZE));
      this.#used = 0;
    }
  }
}

function enlarged(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
