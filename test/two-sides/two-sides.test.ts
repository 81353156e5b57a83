import { describe, expect, it } from '@jest/globals';
import { describeReport } from './describe.ts';
import { playSeeds } from './play-seeds.ts';

const SHARE = 50;

describe('whatever people and faults do, a few quiet runs later both sides are in step', () => {
  it.each([1, 51, 101, 151, 201, 251])(`after 50 random sequences, from seed %d on`, async (first) => {
    const failed = await playSeeds({ first, count: SHARE });
    const report = describeReport({ sequences: SHARE, failed });
    // To see one of them: npx tsx test/two-sides/main.ts --show <seed>
    expect(report).toBe(`${SHARE} sequences, 0 failed`);
  });
});
