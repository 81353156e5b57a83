import { UsageError } from '../../src/errors.ts';
import { isRecord } from '../../src/indicators/json.ts';

/** A version as XSOAR writes one. */
export interface ContextVersion {
  version: number;
  sequenceNumber: number;
  primaryTerm: number;
}

/** The integration context in the database. What it answers is shared, not copied. */
export class VersionedContext {
  #context: Readonly<Record<string, unknown>> = {};
  #version = 1;
  #writes = 0;

  /** How often it was written. */
  get writes(): number {
    return this.#writes;
  }

  read(): { context: Readonly<Record<string, unknown>>; version: ContextVersion } {
    return {
      context: this.#context,
      version: { version: this.#version, sequenceNumber: this.#version, primaryTerm: 1 },
    };
  }

  /** @throws UsageError when the version is no longer the newest */
  write(context: Readonly<Record<string, unknown>>, version: unknown): void {
    if (!isRecord(version) || version.version !== this.#version) {
      throw new UsageError('The integration context was changed since it was read (DB version is newer).');
    }
    this.#context = context;
    this.#version += 1;
    this.#writes += 1;
  }

  /** Takes the place of what was there, without counting as a write. */
  restore(context: Readonly<Record<string, unknown>>, version: number): void {
    this.#context = context;
    this.#version = version;
  }
}
