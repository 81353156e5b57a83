import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { serverLimit } from '../../src/xsoar/server-limit.ts';

describe('the limit that XSOAR gives a run', () => {
  it.each<[unknown, unknown, number | undefined]>([
    [180_000_000_000, undefined, 180],
    ['180000000000', '', 180],
    ['1.8e+11', null, 180],
    [undefined, 5, 300],
    [undefined, '0.5', 30],
    [600_000_000_000, 5, 300],
    [60_000_000_000, 5, 60],
    [0, 5, 300],
    [180_000_000_000, 0, 180],
    [-1, -5, undefined],
    [0, 0, undefined],
    ['', '  ', undefined],
    ['3m0s', 'soon', undefined],
    [null, undefined, undefined],
    [true, [5], undefined],
    [{ seconds: 5 }, Number.NaN, undefined],
    // 180 ns is another unit, and 292 years are no limit.
    [180, undefined, undefined],
    ['9223372036854775807', 'Infinity', undefined],
  ])('of TimeoutDuration %p and runDuration %p is %p seconds', (timeout, run, seconds) => {
    expect(serverLimit(timeout, run)).toBe(seconds);
  });

  it('is a sensible number of seconds, or none, whatever XSOAR says', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (timeout, run) => {
        const seconds = serverLimit(timeout, run);
        expect(seconds === undefined || (seconds >= 1 && seconds <= 2_592_000)).toBe(true);
      }),
    );
  });
});
