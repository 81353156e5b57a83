import { describe, expect, it } from '@jest/globals';
import { Pace } from '../../src/sync/pace.ts';
import { TimeBudget } from '../../src/sync/time-budget.ts';
import { FakeClock } from '../support/fake-clock.ts';

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
