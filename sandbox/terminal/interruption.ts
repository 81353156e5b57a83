/** The session was told to end: Ctrl-C, or a signal to the process. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** What `promise` gives, unless the signal comes first. @throws Interrupted */
export async function unlessInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    throw new Interrupted();
  }
  let onAbort: () => void = () => undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new Interrupted());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, interrupted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // What is left behind may still fail; nobody waits for it any more.
    promise.catch(() => undefined);
  }
}

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
