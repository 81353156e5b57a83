import { HostError } from '../errors.ts';
import { isRecord } from '../indicators/json.ts';

/** What takes the place of the integration context, which cannot be read from outside of XSOAR. */
export interface ContextStore {
  /** `{context, version}`. */
  read(): Promise<unknown>;
  /** @throws HostError when `version` is no longer the newest, or it cannot be kept */
  write(context: Readonly<Record<string, unknown>>, version: unknown): Promise<void>;
}

/** A context, and how often it was written. */
export interface Versioned {
  context: Readonly<Record<string, unknown>>;
  version: number;
}

/** Keeps a context in memory only: what a run that writes nothing goes by, forgotten at its end. */
export class MemoryContext implements ContextStore {
  #held: Versioned;

  constructor(begin: Versioned = { context: {}, version: 1 }) {
    this.#held = begin;
  }

  async read(): Promise<unknown> {
    return { context: this.#held.context, version: { version: this.#held.version } };
  }

  async write(context: Readonly<Record<string, unknown>>, version: unknown): Promise<void> {
    this.#held = await this.keep(nextOf(this.#held, context, version));
  }

  /** What was held, for those who look on. */
  get held(): Versioned {
    return this.#held;
  }

  /** For stores that keep it elsewhere, too. */
  protected async keep(next: Versioned): Promise<Versioned> {
    return next;
  }
}

function nextOf(held: Versioned, context: Readonly<Record<string, unknown>>, version: unknown): Versioned {
  if (!isRecord(version) || version.version !== held.version) {
    throw new HostError('The state was changed since it was read.', {
      advice: 'Run it again: it goes on from the state as it is now.',
    });
  }
  // As it will be read again: only JSON comes back from a file.
  return {
    context: JSON.parse(JSON.stringify(context)) as Record<string, unknown>,
    version: held.version + 1,
  };
}
