import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from '../../src/xsoar/line-splitter.ts';

describe('the line splitter', () => {
  it('gives the lines of a text however it is cut, inside characters too', () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.replace(/\n/g, '').toWellFormed());
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(50)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const splitter = new LineSplitter();
        const seen: string[] = [];
        let start = 0;
        for (const cut of [...cuts, bytes.length]) {
          seen.push(...splitter.push(bytes.subarray(start, start + cut)));
          start += cut;
        }
        expect(seen).toEqual(lines);
      }),
    );
  });

  it('keeps what has no end yet', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.from('a\nb'))).toEqual(['a']);
    expect(splitter.push(Buffer.from('c\n\n'))).toEqual(['bc', '']);
  });
});
