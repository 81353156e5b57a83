import type { Readable } from 'node:stream';

const LINE_FEED = 0x0a;

/** Reads a stream line by line; a line may be tens of megabytes long and is put together once. */
export async function* readLines(input: Readable): AsyncGenerator<string, void, undefined> {
  let pieces: Buffer[] = [];
  for await (const chunk of input as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      pieces.push(chunk.subarray(start, end));
      yield Buffer.concat(pieces).toString('utf8');
      pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) {
      pieces.push(chunk.subarray(start));
    }
  }
  if (pieces.length > 0) {
    yield Buffer.concat(pieces).toString('utf8');
  }
}
