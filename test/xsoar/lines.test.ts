import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLines } from '../../src/xsoar/lines.ts';

async function linesOf(chunks: readonly Buffer[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(Readable.from(chunks))) {
    lines.push(line);
  }
  return lines;
}

describe('readLines', () => {
  it('gives the lines of a text however it is cut, inside characters too', async () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.replace(/\n/g, '').toWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat(50)), async (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const chunks: Buffer[] = [];
        let start = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(start, start + cut));
          start += cut;
        }
        chunks.push(bytes.subarray(start));
        expect(await linesOf(chunks.filter((chunk) => chunk.length > 0))).toEqual(lines);
      }),
    );
  });

  it('gives a last line that has no end', async () => {
    expect(await linesOf([Buffer.from('a\nb')])).toEqual(['a', 'b']);
  });
});
