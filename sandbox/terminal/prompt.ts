import { createInterface, type Interface } from 'node:readline';
import { complete } from './completion.ts';
import { unlessInterrupted } from './interruption.ts';
import type { Io } from './io.ts';
import type { Manifest } from './manifest.ts';
import { VERBS } from './verbs/index.ts';

const HISTORY = 500;
const PAUSE = 'Enter: the next step. q: enough of it. ';

/** The lines that are typed or piped in, one after the other, until the input ends. */
export class Prompt {
  readonly #lines: Interface;
  readonly #iterator: AsyncIterator<string>;
  readonly #shown: boolean;
  readonly #prompt: string;
  /** A line that was asked for and has not come: whoever asks next gets it. */
  #coming: Promise<IteratorResult<string>> | undefined;

  /**
   * @param onCtrlC what Ctrl-C does where there is no half-typed line to throw away; on a terminal it is a key
   * @param where which sides are real, and what is done to them; undefined where none is
   */
  constructor(io: Io, manifest: Manifest, onCtrlC: () => void, where?: string) {
    this.#shown = io.inputIsTerminal;
    this.#prompt = where === undefined ? '> ' : `[${where}] > `;
    this.#lines = createInterface({
      input: io.input,
      terminal: io.inputIsTerminal,
      historySize: HISTORY,
      removeHistoryDuplicates: true,
      completer: (line: string) => complete(line, manifest, VERBS),
      ...(io.inputIsTerminal ? { output: io.output } : {}),
    });
    this.#lines.on('SIGINT', () => {
      if (this.#coming === undefined || this.#lines.line === '') onCtrlC();
      else this.#clear();
    });
    this.#iterator = this.#lines[Symbol.asyncIterator]();
  }

  /** The next line; undefined when there are no more. @throws Interrupted */
  async next(signal: AbortSignal): Promise<string | undefined> {
    return await this.#ask(this.#prompt, signal);
  }

  /** Waits until somebody wants the next step. @returns false where they do not. @throws Interrupted */
  async pause(signal: AbortSignal): Promise<boolean> {
    const answer = await this.#ask(PAUSE, signal);
    return answer !== undefined && !/^\s*q/i.test(answer);
  }

  close(): void {
    this.#lines.close();
  }

  async #ask(question: string, signal: AbortSignal): Promise<string | undefined> {
    if (this.#shown) {
      this.#lines.setPrompt(question);
      this.#lines.prompt();
    }
    this.#coming ??= this.#iterator.next();
    const { done, value } = await unlessInterrupted(this.#coming, signal);
    this.#coming = undefined;
    return done === true ? undefined : value;
  }

  /** Throws away what was typed of a line, as a shell does. */
  #clear(): void {
    this.#lines.write(null, { ctrl: true, name: 'e' });
    this.#lines.write(null, { ctrl: true, name: 'u' });
  }
}
