import { describe, expect, it } from '@jest/globals';
import { eachIndicator } from '../../src/xsoar/each-indicator.ts';

describe('eachIndicator', () => {
  const pageOf = (indicators: readonly unknown[]) => ({ indicators, cursor: [], total: indicators.length });

  it('visits all of them in order, and lets in what has arrived', async () => {
    const seen: unknown[] = [];
    const indicators = Array.from({ length: 1000 }, (_, index) => index);
    let seenWhenLetIn = 0;
    setImmediate(() => {
      seenWhenLetIn = seen.length;
    });
    await eachIndicator(pageOf(indicators), (indicator) => seen.push(indicator));
    expect(seen).toEqual(indicators);
    expect(seenWhenLetIn).toBeGreaterThan(0);
    expect(seenWhenLetIn).toBeLessThan(1000);
  });

  it('ends where a visit fails', async () => {
    const seen: unknown[] = [];
    const visiting = eachIndicator(pageOf([1, 2, 3]), (indicator) => {
      seen.push(indicator);
      if (indicator === 2) {
        throw new Error('two');
      }
    });
    await expect(visiting).rejects.toThrow('two');
    expect(seen).toEqual([1, 2]);
  });
});
