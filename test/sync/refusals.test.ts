import { describe, expect, it } from '@jest/globals';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { Refusals, recordPush } from '../../src/sync/memory/refusals.ts';

const iocOf = (indicator: string): Ioc => ({
  indicator,
  type: 'IP',
  severity: 'HIGH',
  reputation: 'BAD',
  expiration_date: -1,
});
const FIRST = '2026-01-01T00:00:00Z';
const LATER = '2026-01-02T00:00:00Z';

describe('the list of refusals in the state', () => {
  const NONE = { refused: [], refusedInAll: 0 };

  it('takes up what was refused, since when, and how often', () => {
    const once = recordPush(NONE, [iocOf('a'), iocOf('b')], [{ value: 'a', reason: 'r' }], FIRST);
    expect(once.refused).toEqual([{ value: 'a', reason: 'r', since: FIRST, times: 1 }]);
    expect(recordPush(once, [iocOf('a')], [{ value: 'a', reason: 's' }], LATER).refused).toEqual([
      { value: 'a', reason: 's', since: FIRST, times: 2 },
    ]);
  });

  it('lets go what has arrived', () => {
    const state = recordPush(NONE, [], [{ value: 'a', reason: 'r' }], FIRST);
    expect(recordPush(state, [iocOf('a')], [], LATER).refused).toEqual([]);
  });

  it('does not name what has merely expired', () => {
    expect(recordPush(NONE, [], [{ value: 'a', reason: 'r', expired: true }], FIRST)).toEqual(NONE);
  });

  it('leaves the state as it is where nothing changes', () => {
    const state = recordPush(NONE, [], [{ value: 'a', reason: 'r' }], FIRST);
    expect(recordPush(state, [iocOf('b')], [], LATER)).toBe(state);
  });

  it('counts all indicators that were ever refused, each once', () => {
    const refused = Array.from({ length: 300 }, (_, index) => ({ value: `${index}`, reason: 'r' }));
    const state = recordPush(NONE, [], refused, FIRST);
    expect(state.refusedInAll).toBe(300);
    expect(recordPush(state, [], [{ value: '299', reason: 'r' }], LATER).refusedInAll).toBe(300);
  });

  it('keeps the newest 200, each once, of bounded length', () => {
    const refused = Array.from({ length: 300 }, (_, index) => ({ value: `${index}`, reason: 'r' }));
    const state = recordPush(NONE, [], [...refused, { value: '299', reason: 's' }], FIRST);
    expect(state.refused).toHaveLength(199);
    expect(state.refused.at(-1)).toMatchObject({ value: '299', reason: 's' });
    const long = 'x'.repeat(1_000_000);
    const longer = recordPush(state, [], [{ value: long, reason: long }], LATER);
    expect(JSON.stringify(longer).length).toBeLessThan(30_000);
    expect(recordPush(longer, [iocOf(long)], [], LATER).refused).toEqual(state.refused);
  });
});

describe('the refusals of a run', () => {
  it('are all counted, and kept in memory that does not grow', () => {
    const refusals = new Refusals();
    refusals.addAll(
      Array.from({ length: 5000 }, (_, index) => ({ value: String(index), reason: 'r', extra: 1 })),
    );
    expect(refusals.count).toBe(5000);
    expect(refusals.details).toHaveLength(200);
    expect(refusals.details[0]).toEqual({ value: '0', reason: 'r' });
  });
});
