import { describe, expect, it } from '@jest/globals';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { recordPush } from '../../src/sync/refusal-list.ts';

const iocOf = (indicator: string): Ioc => ({
  indicator,
  type: 'IP',
  severity: 'HIGH',
  reputation: 'BAD',
  expiration_date: -1,
});
const FIRST = '2026-01-01T00:00:00Z';
const LATER = '2026-01-02T00:00:00Z';

describe('the list of refusals', () => {
  it('takes up what was refused, and counts how often', () => {
    const once = recordPush([], [iocOf('a'), iocOf('b')], [{ value: 'a', reason: 'r' }], FIRST);
    expect(once).toEqual([{ value: 'a', reason: 'r', since: FIRST, times: 1 }]);
    expect(recordPush(once, [iocOf('a')], [{ value: 'a', reason: 's' }], LATER)).toEqual([
      { value: 'a', reason: 's', since: FIRST, times: 2 },
    ]);
  });

  it('lets go what has arrived', () => {
    const list = recordPush([], [], [{ value: 'a', reason: 'r' }], FIRST);
    expect(recordPush(list, [iocOf('a')], [], LATER)).toEqual([]);
  });

  it('does not name what has merely expired', () => {
    expect(recordPush([], [], [{ value: 'a', reason: 'r', expired: true }], FIRST)).toEqual([]);
  });

  it('is the same list where nothing changes', () => {
    const list = recordPush([], [], [{ value: 'a', reason: 'r' }], FIRST);
    expect(recordPush(list, [iocOf('b')], [], LATER)).toBe(list);
  });

  it('keeps the newest 200, each once, of bounded length', () => {
    const refused = Array.from({ length: 300 }, (_, index) => ({ value: `${index}`, reason: 'r' }));
    const list = recordPush([], [], [...refused, { value: '299', reason: 's' }], FIRST);
    expect(list).toHaveLength(199);
    expect(list.at(-1)).toMatchObject({ value: '299', reason: 's' });
    const long = 'x'.repeat(1_000_000);
    const longer = recordPush(list, [], [{ value: long, reason: long }], LATER);
    expect(JSON.stringify(longer).length).toBeLessThan(30_000);
    expect(recordPush(longer, [iocOf(long)], [], LATER)).toEqual(list);
  });
});
