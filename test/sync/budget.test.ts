import { describe, expect, it } from '@jest/globals';
import { Pace, TimeBudget } from '../../src/sync/budget.ts';
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

  it('can be shared out: a part of it, counted from the beginning of the run, ends earlier', () => {
    const clock = new FakeClock();
    const budget = new TimeBudget(clock, 100);
    clock.advance(30_000);
    const share = budget.share(0.7);
    expect([share.hasTimeFor(40_000), share.hasTimeFor(40_001)]).toEqual([true, false]);
    expect(budget.hasTimeFor(70_000)).toBe(true);
  });
});

describe('the pace of a run', () => {
  const start = () => {
    const clock = new FakeClock();
    return { clock, pace: new Pace(new TimeBudget(clock, 100), clock) };
  };

  it('is that of the longest push: one more must fit, and what was read is pushed while half as long again does', () => {
    const { clock, pace } = start();
    pace.learn(20_000);
    pace.learn(10_000);
    clock.advance(70_000);
    expect([pace.mustPushNow(), pace.hasTimeForPush()]).toEqual([false, true]);
    clock.advance(1);
    expect([pace.mustPushNow(), pace.hasTimeForPush()]).toEqual([true, true]);
    clock.advance(10_000);
    expect([pace.mustPushNow(), pace.hasTimeForPush()]).toEqual([true, false]);
  });

  it('is unknown before the first push, which is taken to last as long as the reading', () => {
    const { clock, pace } = start();
    expect(pace.mustPushNow()).toBe(false);
    clock.advance(40_000);
    expect(pace.mustPushNow()).toBe(false);
    clock.advance(1);
    expect([pace.mustPushNow(), pace.hasTimeForPush()]).toEqual([true, true]);
  });
});
