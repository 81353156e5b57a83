import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../src/clock.ts';

describe("the machine's clock", () => {
  it('counts milliseconds and comes back from a sleep', async () => {
    const before = systemClock.now();
    await systemClock.sleep(1);
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(before).toBeGreaterThan(Date.UTC(2024, 0, 1));
  });
});
