import { appendFileSync } from 'node:fs';
import type { Entry } from './entries.ts';
import { newFile } from './file-entry.ts';
import type { Invocation } from './invocation.ts';

/** How much text is gathered before it is written, in characters. */
const WRITE_AT = 1_000_000;

/** What is too much for an entry, as a file of the War Room: JSON lines, written as they come. */
export class RestFile {
  readonly #invocation: Invocation;
  readonly #name: string;
  #file: ReturnType<typeof newFile> | undefined;
  #text = '';
  #count = 0;

  /** @param name what the user sees */
  constructor(invocation: Invocation, name: string) {
    this.#invocation = invocation;
    this.#name = name;
  }

  /** How many lines there are. */
  get count(): number {
    return this.#count;
  }

  add(line: unknown): void {
    this.#count += 1;
    this.#text += `${JSON.stringify(line)}\n`;
    if (this.#text.length >= WRITE_AT) {
      this.#write();
    }
  }

  /** The entry that offers the file; none where nothing was added. */
  entries(): Entry[] {
    return this.#count === 0 ? [] : [this.#write().entry];
  }

  #write(): ReturnType<typeof newFile> {
    this.#file ??= newFile(this.#invocation, this.#name);
    appendFileSync(this.#file.path, this.#text);
    this.#text = '';
    return this.#file;
  }
}
