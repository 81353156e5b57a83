import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeLimit, runLimit } from '../../src/sync/run-limit.ts';

const seconds = fc.integer({ min: 1, max: 100_000 });

describe('the limit of a run', () => {
  it.each<[number | undefined, number | undefined, string]>([
    [undefined, undefined, '150 s: XSOAR does not say how long it may take'],
    [undefined, 20, "20 s: 'Maximum run time (seconds)'"],
    [undefined, 3_600, "3600 s: 'Maximum run time (seconds)'"],
    [180, undefined, "150 s: XSOAR allows 180 s, and the rest is for the run's end"],
    [180, 150, "150 s: 'Maximum run time (seconds)'"],
    [180, 151, "150 s: XSOAR allows 180 s, and the rest is for the run's end"],
    [60, 150, "48 s: XSOAR allows 60 s, and the rest is for the run's end"],
    [3_600, undefined, "3540 s: XSOAR allows 3600 s, and the rest is for the run's end"],
    [3_600, 150, "150 s: 'Maximum run time (seconds)'"],
    [10, undefined, "5 s: XSOAR allows 10 s, and the rest is for the run's end"],
  ])('where XSOAR allows %p and the instance sets %p is %s', (allowed, set, words) => {
    expect(describeLimit(runLimit(allowed, set))).toBe(words);
  });

  it('is never more than one of the two, and leaves time to end in', () => {
    fc.assert(
      fc.property(seconds, fc.option(seconds, { nil: undefined }), (allowed, set) => {
        const limit = runLimit(allowed, set);
        expect(limit.seconds).toBeGreaterThan(0);
        expect(limit.seconds).toBeLessThanOrEqual(set ?? Number.POSITIVE_INFINITY);
        expect(allowed - limit.seconds).toBeGreaterThanOrEqual(Math.min(12, allowed / 2));
        expect(limit.source).toBe(limit.seconds === set ? 'setting' : 'xsoar');
      }),
    );
  });
});
