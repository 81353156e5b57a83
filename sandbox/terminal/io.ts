import type { Readable, Writable } from 'node:stream';

/** The terminal, or what stands in for it: all that a War Room knows of the process it runs in. */
export interface Io {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Somebody types: there is a prompt, with completion and history. */
  readonly inputIsTerminal: boolean;
  /** Somebody watches: colours and progress bars are welcome. */
  readonly outputIsTerminal: boolean;
  /** Columns of the output, at this moment. */
  width(): number;
  /** Aborts when the process is told to end. */
  readonly interrupted: AbortSignal;
  /** Where temporary folders are made. */
  readonly temporary: string;
}
