const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Cuts a JSON list into its elements while its bytes come. It only looks for where each one ends: whether an element
 * is JSON, the parser says. The first bytes are those behind the list's opening bracket.
 */
export class ListSplitter {
  /** What has come of an element that has not ended yet. */
  #rest: Buffer = Buffer.alloc(0);
  /** How many brackets and braces are open inside the element. */
  #depth = 0;
  #isInString = false;
  /** 1 where the last byte was a backslash, and so the next one is not looked at. */
  #skipped = 0;
  #hasElements = false;
  #isOver = false;

  /** Whether the list's closing bracket has come. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What came and belongs to no whole element: one that has begun, or what stands behind the list. */
  get rest(): Buffer {
    return this.#rest;
  }

  /** Takes the next bytes. @returns the elements that end in them */
  push(chunk: Buffer): Buffer[] {
    const known = this.#rest.length;
    const bytes = known === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const elements: Buffer[] = [];
    let start = 0;
    while (!this.#isOver) {
      const end = this.#endOfElement(bytes, Math.max(start, known));
      if (end === undefined) {
        break;
      }
      this.#end(elements, bytes.subarray(start, end), bytes[end]);
      start = end + 1;
    }
    this.#rest = bytes.subarray(start);
    return elements;
  }

  /** Where the comma or bracket behind the element is; undefined where it has not come, and the search goes on later. */
  #endOfElement(bytes: Buffer, from: number): number | undefined {
    // Local copies are quicker, and this loop sees every byte.
    let depth = this.#depth;
    let isInString = this.#isInString;
    let at = from + this.#skipped;
    let end: number | undefined;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (isInString) {
        // In UTF-8, no part of another character looks like one of these.
        isInString = byte !== QUOTE;
        at += byte === BACKSLASH ? 1 : 0;
      } else if (byte === QUOTE) {
        isInString = true;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        depth += 1;
      } else if (depth === 0 && (byte === COMMA || byte === CLOSE_BRACKET)) {
        end = at;
        break;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth -= 1;
      }
    }
    this.#depth = depth;
    this.#isInString = isInString;
    this.#skipped = Math.max(0, at - bytes.length);
    return end;
  }

  #end(elements: Buffer[], element: Buffer, byte: number | undefined): void {
    this.#isOver = byte === CLOSE_BRACKET;
    const isEmptyList = this.#isOver && !this.#hasElements && element.toString().trim() === '';
    if (!isEmptyList) {
      elements.push(element);
      this.#hasElements = true;
    }
  }
}
