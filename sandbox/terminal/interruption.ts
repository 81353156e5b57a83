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
