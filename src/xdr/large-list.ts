import type { FileHandle } from 'node:fs/promises';
import { unexpectedAnswer } from './failures.ts';
import { ListSplitter } from './list-splitter.ts';

/** How the answer begins: with a list, alone or as `reply`, and before it nothing that holds anything. */
const LIST_START =
  /^\s*(?:\{\s*(?:"\w+"\s*:\s*(?:null|true|false|[-+.\deE]+|"[^"\\]*")\s*,\s*)*"reply"\s*:\s*)?\[/;
const LONGEST_START = 1024;

const READ_SIZE = 256 * 1024;

/** The largest single element that is read, in bytes: all else goes through memory piece by piece. */
const LARGEST_ELEMENT = 16 * 1024 * 1024;

/** A list that XDR answered with, in a file: too large for memory. It takes no memory but for the part that is read. */
export class LargeList {
  readonly #file: FileHandle;
  /** What stands before the elements, the opening bracket included. */
  readonly #start: string;

  constructor(file: FileHandle, start: string) {
    this.#file = file;
    this.#start = start;
  }

  /** The list in a file; undefined where what is in it does not begin as one, or does not end as it began. */
  static async in(file: FileHandle): Promise<LargeList | undefined> {
    const { size } = await file.stat();
    const start = LIST_START.exec((await read(file, 0, LONGEST_START)).toString('latin1'))?.[0];
    const end = (await read(file, Math.max(0, size - LONGEST_START), LONGEST_START))
      .toString('latin1')
      .trimEnd();
    const isWhole = end.endsWith(start?.trimStart().startsWith('{') ? '}' : ']');
    return start !== undefined && isWhole ? new LargeList(file, start) : undefined;
  }

  /** Parses the elements one by one; may be called again. @throws XdrError where something is no JSON */
  async *elements(): AsyncGenerator<unknown, void, undefined> {
    const splitter = new ListSplitter();
    let position = this.#start.length;
    while (!splitter.isOver) {
      const chunk = await read(this.#file, position, READ_SIZE);
      position += chunk.length;
      for (const element of splitter.push(chunk)) {
        yield parse(element.toString());
      }
      if (chunk.length === 0 || splitter.rest.length > LARGEST_ELEMENT) {
        throw unexpectedAnswer('it is a list without an end');
      }
    }
    const behind = Buffer.concat([splitter.rest, await read(this.#file, position, READ_SIZE)]);
    // What is left where the elements are left out.
    parse(`${this.#start}]${behind.toString()}`);
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unexpectedAnswer('it is a list that is no JSON');
  }
}
