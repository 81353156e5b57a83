import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { HostError } from '../../src/errors.ts';
import { type Host, HostGone } from '../../src/xsoar/host.ts';
import { lookUp } from '../../src/xsoar/lookup.ts';
import type { Unreadable } from '../../src/xsoar/page-reader.ts';
import { searchPages } from '../../src/xsoar/search.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { POISON_ERROR, type Poison, poisonedHost } from '../support/poison.ts';

const FIELDS = ['id', 'value', 'modified', 'comments'];

/** A host whose indicators are `v0`, `v1` and so on; `each` of them share a `modified`. */
function hostWith(count: number, poison: Poison, each = 1): ReturnType<typeof poisonedHost> {
  const xsoar = new SandboxXsoar({ clock: new FakeClock() });
  for (let number = 0; number < count; number += 1) {
    const modified = new Date(Date.UTC(2026, 0, 1) + Math.floor(number / each) * 1_000).toISOString();
    const id = String(number).padStart(6, '0');
    xsoar.indicators.add({ value: `v${number}`, indicator_type: 'IP', id, modified });
  }
  return poisonedHost(xsoar.host(), poison);
}

interface Reading {
  values: string[];
  unreadable: Unreadable[];
  cursor: readonly unknown[] | undefined;
}

/** Reads all there is, from a cursor on. */
async function readAll(host: Host, from?: readonly unknown[]): Promise<Reading> {
  const reading: Reading = { values: [], unreadable: [], cursor: from };
  const onUnreadable = (unreadable: Unreadable): void => {
    reading.unreadable.push(unreadable);
  };
  for await (const page of searchPages(host, { query: 'type:IP', fields: FIELDS, from, onUnreadable })) {
    reading.values.push(...[...page.indicators].map((indicator) => (indicator as { value: string }).value));
    reading.cursor = page.cursor;
  }
  return reading;
}

const valuesUpTo = (count: number): string[] => Array.from({ length: count }, (_, number) => `v${number}`);

describe('a page that XSOAR cannot read', () => {
  it('is read but for what XSOAR stumbles over, each once and in order, and the cursor passes it', async () => {
    const positions = fc.uniqueArray(fc.nat(59), { maxLength: 60 });
    const sizes = { largestPage: fc.integer({ min: 1, max: 70 }), each: fc.integer({ min: 1, max: 60 }) };
    await fc.assert(
      fc.asyncProperty(positions, sizes.largestPage, sizes.each, async (at, largestPage, each) => {
        const whole = new Set(at.map((number) => `v${number}`));
        const { values, unreadable, cursor } = await readAll(hostWith(60, { whole, largestPage }, each));
        expect(values).toEqual(valuesUpTo(60).filter((value) => !whole.has(value)));
        expect(unreadable.map(({ value }) => value)).toEqual(
          valuesUpTo(60).filter((value) => whole.has(value)),
        );
        expect(cursor?.at(1)).toBe('000059');
      }),
      { numRuns: 50 },
    );
  });

  it('costs few searches more', async () => {
    const calm = hostWith(9_000, {});
    await readAll(calm);
    expect(calm.searches).toHaveLength(4);
    const host = hostWith(9_000, { whole: new Set(['v5432']) });
    await readAll(host);
    expect(host.searches.length).toBeLessThanOrEqual(4 + 24);
  });

  it('is reported with the name of what was passed over, and what came before it', async () => {
    const { unreadable } = await readAll(hostWith(10, { whole: new Set(['v0', 'v5', 'v6']) }));
    const v4 = { value: 'v4', id: '000004', modified: expect.stringContaining('2026-01-01T00:00:04') };
    expect(unreadable).toMatchObject([
      { value: 'v0', id: '000000', after: undefined, reason: POISON_ERROR },
      { value: 'v5', id: '000005', after: v4 },
      { value: 'v6', id: '000006', after: v4 },
    ]);
  });

  it('is an error that names the indicator where nobody listens', async () => {
    const host = hostWith(10, { whole: new Set(['v5']) });
    const pages = searchPages(host, { query: 'type:IP', fields: FIELDS });
    const reading = (async () => {
      for await (const page of pages) {
        expect(page.total).toBe(10);
      }
    })();
    await expect(reading).rejects.toThrow(/^XSOAR cannot read the indicator 'v5' \(id 000005, modified 2026/);
  });

  it('is passed over in a lookup too', async () => {
    const host = hostWith(10, { whole: new Set(['v5']) });
    const unreadable: Unreadable[] = [];
    const wanted = ['v4', 'v5', 'v6'].map((key) => ({ key, spellings: [key] }));
    const found = await lookUp(host, wanted, {
      fields: FIELDS,
      keysOf: (indicator) => [(indicator as { value: string }).value],
      onUnreadable: (one) => unreadable.push(one),
    });
    expect([...found].map(([key, indicators]) => [key, indicators.length])).toEqual([
      ['v4', 1],
      ['v5', 0],
      ['v6', 1],
    ]);
    expect(unreadable).toMatchObject([{ value: 'v5' }]);
  });
});

describe('an indicator of which not even the key can be read', () => {
  const lastOf = async (host: Host): Promise<HostError> =>
    await readAll(host).then(
      () => expect('read').toBe('failed') as never,
      (thrown: HostError) => thrown,
    );

  it.each([
    ['lies in between', 5, /between 'v4' \(id 000004, .* and 'v6' \(id 000006, /],
    ['is the first', 0, /between where this search began and 'v1' \(id 000001, /],
    ['is the last', 9, /between 'v8' \(id 000008, .* and the end of the search: /],
  ])('is told by its neighbours where it %s', async (_title, number, words) => {
    const host = hostWith(10, { key: new Set([`v${number}`]) });
    const error = await lastOf(host);
    expect(error.message).toMatch(words);
    expect(error.message).toContain(POISON_ERROR);
    expect(error.advice).toContain('[ERROR-fd5a7750');
  });

  it('is looked for with at most 40 searches', async () => {
    const host = hostWith(10, { key: new Set(['v5', 'v6', 'v9']) });
    const narrowed = host.searches.length;
    expect((await lastOf(host)).message).toContain("and 'v7'");
    const halving = host.searches.filter(({ query }) => query.startsWith('modified:>='));
    expect(narrowed).toBe(0);
    expect(halving.length).toBeGreaterThan(30);
    expect(halving.length).toBeLessThanOrEqual(40);
  });
});

describe('an outage', () => {
  /** Lets searches fail by their number. */
  function failing(host: Host, fails: (number: number) => boolean, error: (number: number) => Error): Host {
    let number = 0;
    return {
      ...host,
      searchIndicators: async (request) => {
        number += 1;
        if (fails(number)) {
          throw error(number);
        }
        return await host.searchIndicators(request);
      },
    };
  }
  const numbered = (number: number): HostError => new HostError(`failure ${number}`);

  it.each([
    ['from the beginning', 1],
    ['in between', 2],
  ])('%s is the first error, after four searches', async (_title, first) => {
    const host = hostWith(9_000, {});
    let failures = 0;
    const down = failing(
      host,
      (number) => number >= first,
      (number) => {
        failures += 1;
        return numbered(number);
      },
    );
    await expect(readAll(down)).rejects.toThrow(`failure ${first}`);
    expect(failures).toBe(4);
  });

  it.each([[[1]], [[2]], [[1, 2]], [[1, 2, 4]]])(
    'that is over in a moment (%j) blames nobody',
    async (numbers) => {
      const host = failing(hostWith(9_000, {}), (number) => numbers.includes(number), numbered);
      const { values, unreadable } = await readAll(host);
      expect(values).toHaveLength(9_000);
      expect(unreadable).toEqual([]);
    },
  );

  it('that ends while it is looked into is told as what it was', async () => {
    const host = failing(hostWith(10, {}), (number) => number <= 3, numbered);
    await expect(readAll(host)).rejects.toThrow(/^failure 1$/);
  });

  it('of the launcher ends it at once', async () => {
    let asked = 0;
    const gone = failing(
      hostWith(10, {}),
      () => true,
      (number) => {
        asked = number;
        return new HostGone('gone');
      },
    );
    await expect(readAll(gone)).rejects.toThrow(HostGone);
    expect(asked).toBe(1);
  });

  it('that is only a cursor which this server refuses is told in its own words', async () => {
    await expect(readAll(hostWith(10, {}), ['no time', 5])).rejects.toThrow(
      'searchAfter is not what a search',
    );
  });
});

describe('a place in a search that XSOAR refuses', () => {
  const REFUSED = ['2026-01-01T00:00:00Z', 'of another server'];
  const picky = (fails: (request: { searchAfter?: readonly unknown[] }) => boolean): Host => {
    const host = hostWith(3, {});
    return {
      ...host,
      searchIndicators: async (request) => {
        if (fails(request)) {
          throw new HostError('XSOAR failed at it');
        }
        return await host.searchIndicators(request);
      },
    };
  };

  it('is told, with how to begin anew', async () => {
    const host = picky(({ searchAfter }) => searchAfter?.[1] === REFUSED[1]);
    await expect(readAll(host, REFUSED)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^XSOAR does not go on where the last run stopped: .* XSOAR failed at it$/,
      ),
      advice: expect.stringContaining('Run !xdr-iocs-sync firstTime=true'),
    });
  });

  it('is not taken for one where XSOAR answers nothing at all', async () => {
    await expect(
      readAll(
        picky(() => true),
        REFUSED,
      ),
    ).rejects.toThrow(/^XSOAR failed at it$/);
  });

  it('is not taken for one where XSOAR answers it later', async () => {
    let calls = 0;
    const host = picky(() => {
      calls += 1;
      return calls < 5;
    });
    await expect(readAll(host, REFUSED)).rejects.toThrow(/^XSOAR failed at it$/);
  });
});
