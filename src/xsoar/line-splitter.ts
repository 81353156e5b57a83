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
    const last = chunk.lastIndexOf(LINE_FEED);
    if (last === -1) {
      this.#keep(chunk);
      return [];
    }
    // Cut at bytes and decoded between line feeds: a character is never torn. Only \n ends a line, since JSON texts
    // may hold U+2028 as it is.
    const text = this.#take(chunk.subarray(0, last));
    this.#keep(chunk.subarray(last + 1));
    return text.split('\n');
  }

  /** What stands after the last line feed. */
  end(): string {
    return this.#take(Buffer.alloc(0));
  }

  #keep(bytes: Buffer): void {
    if (bytes.length > 0) {
      this.#pending.push(bytes);
      this.#pendingSize += bytes.length;
    }
  }

  #take(bytes: Buffer): string {
    const whole = this.#pending.length === 0 ? bytes : Buffer.concat([...this.#pending, bytes]);
    this.#pending = [];
    this.#pendingSize = 0;
    return whole.toString('utf8');
  }
}
