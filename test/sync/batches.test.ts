import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { Rejection } from '../../src/indicators/rejection.ts';
import { type Batch, readBatches } from '../../src/sync/batches.ts';
import type { Page } from '../../src/xsoar/page.ts';

async function* pagesOf(sizes: readonly number[]): AsyncGenerator<Page, void, undefined> {
  let number = 0;
  for (const size of sizes) {
    const indicators = Array.from({ length: size }, () => number++);
    yield { indicators, cursor: ['m', number - 1], total: 0 };
  }
}

const toIoc = (indicator: unknown): Ioc | Rejection =>
  Number(indicator) % 7 === 0
    ? new Rejection(String(indicator), 'sevens are refused', 'no-value')
    : { indicator: String(indicator), type: 'IP', severity: 'HIGH', reputation: 'BAD', expiration_date: -1 };

async function collect(sizes: readonly number[], limit: number): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readBatches(pagesOf(sizes), toIoc, limit)) {
    batches.push(batch);
  }
  return batches;
}

const countOf = (batch: Batch): number => batch.iocs.length + batch.rejections.length;

describe('readBatches', () => {
  it('fills batches with whole pages, up to the limit', async () => {
    expect((await collect([4, 4, 4, 4, 2], 8)).map(countOf)).toEqual([8, 8, 2]);
  });

  it('ends a batch, not the reading, where what was read must be pushed', async () => {
    let pages = 0;
    const hurry = (): boolean => {
      pages += 1;
      return pages > 2;
    };
    const batches: Batch[] = [];
    for await (const batch of readBatches(pagesOf([4, 4, 4, 4, 2]), toIoc, 100, hurry)) {
      batches.push(batch);
    }
    expect(batches.map(countOf)).toEqual([12, 4, 2]);
  });

  it('gives nothing where there is nothing', async () => {
    expect(await collect([], 8)).toEqual([]);
  });

  it('loses nothing, repeats nothing, keeps the order, and ends every batch at a cursor of XSOAR', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 10 })),
        fc.integer({ min: 10, max: 40 }),
        async (sizes, limit) => {
          const batches = await collect(sizes, limit);
          const seen = batches.flatMap(({ iocs, rejections }) => [
            ...[...iocs].map(({ indicator }) => Number(indicator)),
            ...rejections.map(({ value }) => Number(value)),
          ]);
          const all = sizes.reduce((sum, size) => sum + size, 0);
          expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: all }, (_, index) => index));
          let read = 0;
          for (const batch of batches) {
            expect(countOf(batch)).toBeLessThanOrEqual(limit);
            read += countOf(batch);
            expect(batch.cursor).toEqual(['m', read - 1]);
          }
        },
      ),
    );
  });
});
