import { createInterface, type Interface } from 'node:readline';
import { complete } from './completion.ts';
import { unlessInterrupted } from './interruption.ts';
import type { Io } from './io.ts';
import type { Manifest } from './manifest.ts';
import { VERBS } from './verbs/index.ts';

const HISTORY = 500;

/** The lines that are typed or piped in, one after the other, until the input ends. */
export class Prompt {
  readonly #lines: Interface;
  readonly #iterator: AsyncIterator<string>;
  readonly #shown: boolean;

  /**
   * @param interrupt what Ctrl-C does; on a terminal it is a key, not a signal
   * @param where which sides are real, and what is done to them; undefined where none is
   */
  constructor(io: Io, manifest: Manifest, interrupt: () => void, where?: string) {
    this.#shown = io.inputIsTerminal;
    this.#lines = createInterface({
      input: io.input,
      terminal: io.inputIsTerminal,
      historySize: HISTORY,
      removeHistoryDuplicates: true,
      prompt: where === undefined ? '> ' : `[${where}] > `,
      completer: (line: string) => complete(line, manifest, VERBS),
      ...(io.inputIsTerminal ? { output: io.output } : {}),
    });
    this.#lines.on('SIGINT', interrupt);
    this.#iterator = this.#lines[Symbol.asyncIterator]();
  }

  /** The next line; undefined when there are no more. @throws Interrupted */
  async next(signal: AbortSignal): Promise<string | undefined> {
    if (this.#shown) this.#lines.prompt();
    const { done, value } = await unlessInterrupted(this.#iterator.next(), signal);
    return done === true ? undefined : value;
  }

  close(): void {
    this.#lines.close();
  }
}
