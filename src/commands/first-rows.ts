import { RestFile } from '../xsoar/rest-file.ts';
import type { CommandContext } from './command.ts';
import type { ContextRow } from './outputs.ts';

/** How many characters of JSON they may take in an entry. */
const ROOM = 400_000;

/** Rows in memory that does not grow: the first ones for the entry, the others in a file. */
export class FirstRows {
  readonly rows: ContextRow[] = [];
  readonly rest: RestFile;
  readonly #most: number;
  #room = ROOM;

  /**
   * @param file the name of the file, as the user sees it
   * @param most how many the entry may hold
   */
  constructor({ invocation }: CommandContext, file: string, most: number) {
    this.rest = new RestFile(invocation, file);
    this.#most = most;
  }

  add(row: ContextRow): void {
    const text = JSON.stringify(row);
    this.#room -= text.length;
    if (this.rows.length < this.#most && this.#room >= 0) {
      // A copy: a text that was cut off a comment of megabytes would keep all of it in memory.
      this.rows.push(JSON.parse(text) as ContextRow);
    } else {
      this.#room = 0;
      this.rest.add(row);
    }
  }
}
