const LINE_FEED = 0x0a;

/** Cuts a stream of bytes into lines, and keeps no more of it than the line that is not yet complete. */
export class LineSplitter {
  readonly #limit: number;
  #pending: Buffer[] = [];
  #pendingSize = 0;

  /** @param limit how long a line may be, in bytes */
  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  /** True where the line that is not yet complete is longer than a line may be. */
  get overlong(): boolean {
    return this.#pendingSize > this.#limit;
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

  /** What stands after the last line feed. */
  end(): string {
    return this.#take(Buffer.alloc(0)).toString('utf8');
  }

  #keep(bytes: Buffer): void {
    if (bytes.length > 0) {
      this.#pending.push(bytes);
      this.#pendingSize += bytes.length;
    }
  }

  #take(bytes: Buffer): Buffer {
    const whole = this.#pending.length === 0 ? bytes : Buffer.concat([...this.#pending, bytes]);
    this.#pending = [];
    this.#pendingSize = 0;
    return whole;
  }
}
