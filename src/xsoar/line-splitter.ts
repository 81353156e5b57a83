const LINE_FEED = 0x0a;
const WORTH_KEEPING = 1024 * 1024;

/**
 * Cuts a stream of bytes into lines, and keeps no more of it than the line that is not yet complete. What it keeps is
 * copied: whoever reads may use one buffer over and over.
 */
export class LineSplitter {
  readonly #limit: number;
  #line: Buffer = Buffer.alloc(0);
  #length = 0;
  /** As long as the last line that came in pieces: the next one is most likely no longer. */
  #expected = 0;
  /** Memory of a line that nobody needs any more. */
  #spare: Buffer | undefined;

  readonly #worthKeeping: number;

  /**
   * @param limit how long a line may be, in bytes
   * @param worthKeeping how long a line is whose memory is used again
   */
  constructor(limit = Number.POSITIVE_INFINITY, worthKeeping = WORTH_KEEPING) {
    this.#limit = limit;
    this.#worthKeeping = worthKeeping;
  }

  /** True where the line that is not yet complete is longer than a line may be. */
  get overlong(): boolean {
    return this.#length > this.#limit;
  }

  /** The lines that this piece completes, without their line feeds. */
  push(chunk: Buffer): string[] {
    return this.pushBytes(chunk).map((line) => line.toString('utf8'));
  }

  /**
   * The same, not decoded. Cut at bytes, a character is never torn; and only \n ends a line, since JSON texts may hold
   * U+2028 as it is.
   */
  pushBytes(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      lines.push(this.#take(chunk.subarray(start, end)));
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /**
   * Takes back the memory of a long line that nobody needs any more, for another one: memory that is asked for anew for
   * each page makes Node collect garbage, and the system clear it first.
   */
  reuse(line: Buffer): void {
    if (line.length >= this.#worthKeeping) {
      this.#spare = Buffer.from(line.buffer);
    }
  }

  /** What stands after the last line feed. */
  end(): string {
    return this.#take(Buffer.alloc(0)).toString('utf8');
  }

  #take(bytes: Buffer): Buffer {
    const cameInPieces = this.#length > 0;
    // Each in memory of its own, so that it can be taken back.
    this.#keep(bytes);
    const line = this.#line.subarray(0, this.#length);
    this.#expected = cameInPieces ? this.#length : this.#expected;
    this.#line = Buffer.alloc(0);
    this.#length = 0;
    return line;
  }

  #keep(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#line.length) {
      const larger = this.#enough(length);
      this.#line.copy(larger, 0, 0, this.#length);
      this.#line = larger;
    }
    bytes.copy(this.#line, this.#length);
    this.#length = length;
  }

  #enough(length: number): Buffer {
    const spare = this.#spare;
    const likely = Math.max(length, this.#expected);
    if (spare !== undefined && likely >= this.#worthKeeping && length <= spare.length) {
      this.#spare = undefined;
      return spare;
    }
    return Buffer.allocUnsafeSlow(Math.max(likely, 2 * this.#line.length));
  }
}
