import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SameKeys } from '../../src/sync/same-keys.ts';

function groupsOf(keys: readonly string[]): number[][] {
  const same = new SameKeys();
  for (const key of keys) {
    same.add(key);
  }
  return [...same.groups()].map((group) => [...group]);
}

describe('texts that may be the same', () => {
  it('are none of none', () => {
    expect(groupsOf([])).toEqual([]);
  });

  it('are told by their places, in order', () => {
    expect(groupsOf(['a', 'b', 'a', 'c', 'a'])).toEqual([[0, 2, 4]]);
  });

  it('are never missed, however many there are', () => {
    const keys = fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 });
    fc.assert(
      fc.property(keys, (given) => {
        const groups = groupsOf(given);
        given.forEach((key, place) => {
          const first = given.indexOf(key);
          const together = groups.some((group) => group.includes(place) && group.includes(first));
          expect(first === place || together).toBe(true);
        });
      }),
    );
  });

  it('are hardly ever found among 40,000 different addresses', () => {
    const addresses = Array.from({ length: 40_000 }, (_, index) => `10.1.${index >> 8}.${index & 255}`);
    expect(groupsOf(addresses).length).toBeLessThan(10);
  });
});
