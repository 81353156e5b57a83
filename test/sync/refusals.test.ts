import { describe, expect, it } from '@jest/globals';
import { Refusals } from '../../src/sync/memory/refusals.ts';

describe('refusals', () => {
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
