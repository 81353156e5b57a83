import { describe, expect, it } from '@jest/globals';
import { TimeBudget } from '../../src/sync/time-budget.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe("a run's time", () => {
  it('has room for what fits into what is left, and for nothing more', () => {
    const clock = new FakeClock();
    const budget = new TimeBudget(clock, 10);
    expect(budget.hasTimeFor(10_000)).toBe(true);
    expect(budget.hasTimeFor(10_001)).toBe(false);
    clock.advance(4000);
    expect(budget.hasTimeFor(6000)).toBe(true);
    expect(budget.hasTimeFor(6001)).toBe(false);
    clock.advance(7000);
    expect(budget.hasTimeFor(0)).toBe(false);
  });
});
