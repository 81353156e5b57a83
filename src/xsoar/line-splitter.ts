const LINE_FEED = 0x0a;

/** Cuts a stream of bytes into lines; a line may be tens of megabytes long and is put together once. */
export class LineSplitter {
  #pieces: Buffer[] = [];

  /** @returns the lines that end in this chunk */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#pieces.push(chunk.subarray(start, end));
      lines.push(Buffer.concat(this.#pieces).toString('utf8'));
      this.#pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) {
      this.#pieces.push(chunk.subarray(start));
    }
    return lines;
  }
}
