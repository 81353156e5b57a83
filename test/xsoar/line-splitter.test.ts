import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from '../../src/xsoar/line-splitter.ts';

describe('LineSplitter', () => {
  it('cuts a text into the same lines, however it comes in pieces', () => {
    const text = fc
      .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\n')))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(20)), (whole, sizes) => {
        const splitter = new LineSplitter(1000);
        const found: string[] = [];
        let rest = Buffer.from(whole);
        for (const size of sizes) {
          found.push(...splitter.push(rest.subarray(0, size)));
          rest = rest.subarray(size);
        }
        found.push(...splitter.push(rest), splitter.end());
        expect(found).toEqual(Buffer.from(whole).toString('utf8').split('\n'));
      }),
    );
  });

  it('says when the line it waits for is longer than a line may be', () => {
    const splitter = new LineSplitter(3);
    splitter.push(Buffer.from('long enough\nabc'));
    expect(splitter.overlong).toBe(false);
    splitter.push(Buffer.from('d'));
    expect(splitter.overlong).toBe(true);
  });
});
