import { describe, expect, it } from '@jest/globals';
import { describeReport } from './describe.ts';
import { playSeeds } from './play-seeds.ts';

/** Few enough for every `npm test`; `npx tsx test/two-sides/main.ts` plays thousands. */
const SHARE = 10;

describe('whatever people and faults do, a few quiet runs later both sides are in step', () => {
  it.each([1, 11, 21, 31, 41, 51, 61, 71])(`after 10 random sequences, from seed %d on`, async (first) => {
    const failed = await playSeeds({ first, count: SHARE });
    const report = describeReport({ sequences: SHARE, failed });
    // To see one of them: npx tsx test/two-sides/main.ts --show <seed>
    expect(report).toBe(`${SHARE} sequences, 0 failed`);
  });
});
