/** Reads a text from left to right, a piece at a time; blanks between the pieces are stepped over. */
export class Scanner {
  readonly text: string;
  /** What is read next; never a blank. */
  at = 0;
  readonly #blank: RegExp;

  /** @param blank a sticky pattern of what may stand between pieces; it matches nothing, too */
  constructor(text: string, blank: RegExp) {
    this.text = text;
    this.#blank = blank;
    this.take(blank);
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** The character that is next; empty at the end. */
  get next(): string {
    return this.text.charAt(this.at);
  }

  /** Whether a sticky pattern matches here. */
  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  /** Takes what a sticky pattern matches here, and the blanks after it; undefined where it matches nothing. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) {
      this.#blank.lastIndex = this.at + found.length;
      this.#blank.test(this.text);
      this.at = this.#blank.lastIndex;
    }
    return found;
  }
}
