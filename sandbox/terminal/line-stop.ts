/** What Ctrl-C ends first: the line that is at work, and not the room. */
export class LineStop {
  readonly #idle = new AbortController();
  #line: AbortController | undefined;

  /** Aborts when the line at work is told to stop; between lines it never does. */
  get signal(): AbortSignal {
    return (this.#line ?? this.#idle).signal;
  }

  /** Does the work of a line: until it is done, `tell` stops it. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#line = new AbortController();
    try {
      return await work();
    } finally {
      this.#line = undefined;
    }
  }

  /** Tells the line at work to stop. @returns false where none is, or where it was told before */
  tell(): boolean {
    if (this.#line === undefined || this.#line.signal.aborted) return false;
    this.#line.abort();
    return true;
  }
}
