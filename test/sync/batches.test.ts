import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { Rejection } from '../../src/indicators/rejection.ts';
import { Batch, readBatches } from '../../src/sync/batches.ts';
import type { Page } from '../../src/xsoar/page.ts';

async function* pagesOf(sizes: readonly number[]): AsyncGenerator<Page, void, undefined> {
  let number = 0;
  for (const size of sizes) {
    const indicators = Array.from({ length: size }, () => number++);
    yield { indicators, cursor: ['m', number - 1], total: 0 };
  }
}

function iocOf(indicator: string, type = 'IP'): Ioc {
  return { indicator, type, severity: 'HIGH', reputation: 'BAD', expiration_date: -1 };
}

/** Rejects each seventh; the others are sent. */
function sort(indicator: unknown, batch: Batch): void {
  const value = String(indicator);
  if (Number(indicator) % 7 === 0) {
    batch.rejections.push(new Rejection(value, 'sevens are rejected', 'no-value'));
  } else {
    batch.add(iocOf(value), value);
  }
}

async function collect(
  sizes: readonly number[],
  limit: number,
  mustPushNow: () => boolean = () => false,
): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readBatches(pagesOf(sizes), sort, limit, mustPushNow)) {
    batches.push(batch);
  }
  return batches;
}

const countOf = (batch: Batch): number => batch.toSend().length + batch.rejections.length;
const sentOf = (batch: Batch): string[] => [...batch.toSend()].map(({ indicator }) => indicator);

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
    expect((await collect([4, 4, 4, 4, 2], 100, hurry)).map(countOf)).toEqual([12, 4, 2]);
  });

  it('gives nothing where there is nothing', async () => {
    expect(await collect([], 8)).toEqual([]);
  });

  it('keeps the cursor that it has where a page comes without one: that page is read again', async () => {
    async function* pages(): AsyncGenerator<Page, void, undefined> {
      yield { indicators: [1], cursor: ['m', 1], total: 0 };
      yield { indicators: [2], cursor: undefined, total: 0 };
    }
    const batches: Batch[] = [];
    for await (const batch of readBatches(pages(), sort, 10, () => false)) {
      batches.push(batch);
    }
    expect(batches.map(({ cursor }) => cursor)).toEqual([['m', 1]]);
    expect(batches.flatMap(sentOf)).toEqual(['1', '2']);
  });

  it('loses nothing, repeats nothing, keeps the order, and ends every batch at a cursor of XSOAR', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 10 })),
        fc.integer({ min: 10, max: 40 }),
        async (sizes, limit) => {
          const batches = await collect(sizes, limit);
          const seen = batches.flatMap((batch) => [
            ...sentOf(batch).map(Number),
            ...batch.rejections.map(({ value }) => Number(value)),
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

describe('two indicators of one batch that XDR takes for one IOC', () => {
  const both = (first: string, second: string): Batch => {
    const batch = new Batch();
    batch.add(iocOf('other', 'IP'), 'other');
    batch.add(iocOf('a.example', first), 'a.example');
    batch.add(iocOf('a.example', second), 'a.example');
    return batch;
  };

  it.each([
    ['DOMAIN_NAME', 'DOMAIN_NAME', 'DOMAIN_NAME'],
    ['PATH', 'PATH', 'PATH'],
    ['DOMAIN_NAME', 'PATH', 'DOMAIN_NAME'],
    ['PATH', 'DOMAIN_NAME', 'DOMAIN_NAME'],
  ])('a %s, then a %s: one is sent, as %s', (first, second, sent) => {
    expect([...both(first, second).toSend()].map(({ type }) => type)).toEqual(['IP', sent]);
  });

  it('are, where nothing else decides, the one that was modified later', () => {
    const batch = new Batch();
    batch.add(iocOf('A.example', 'DOMAIN_NAME'), 'a.example');
    batch.add(iocOf('a.example', 'DOMAIN_NAME'), 'a.example');
    expect(sentOf(batch)).toEqual(['a.example']);
  });

  it('are told: which one stayed behind, and as what the other was sent', () => {
    const batch = both('PATH', 'DOMAIN_NAME');
    batch.toSend();
    expect(batch.sameAsAnother).toMatchObject([
      { value: 'a.example', reason: expect.stringContaining('sent as DOMAIN_NAME') },
    ]);
  });
});

it('a batch can leave out what must wait', () => {
  const batch = new Batch();
  batch.add(iocOf('a.example', 'DOMAIN_NAME'), 'a.example');
  batch.add(iocOf('B.example', 'DOMAIN_NAME'), 'b.example');
  const sent = [...batch.toSend((_, key) => key !== 'b.example')];
  expect(sent.map(({ indicator }) => indicator)).toEqual(['a.example']);
});
