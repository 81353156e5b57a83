import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import type { Host, SearchRequest } from '../../src/xsoar/host.ts';
import { lookUp, quoted, type Wanted } from '../../src/xsoar/lookup.ts';
import { FakeClock } from '../support/fake-clock.ts';

const FIELDS = ['id', 'value', 'modified'];
const nameOf = (indicator: unknown): string => (indicator as { value: string }).value;
/** An address and its network of one are the same value. */
const keysOf = (indicator: unknown): string[] => [nameOf(indicator).replace(/\/32$/, '')];
const wantedOf = (key: string): Wanted => ({ key, spellings: [key, `${key}/32`] });

function hostWith(values: readonly string[]): { host: Host; asked: SearchRequest[] } {
  const xsoar = new SandboxXsoar({ clock: new FakeClock() });
  for (const value of values) {
    xsoar.indicators.add({ value, indicator_type: 'IP' });
  }
  const asked: SearchRequest[] = [];
  const host = xsoar.host();
  return {
    asked,
    host: {
      ...host,
      searchIndicators: async (request) => {
        asked.push(request);
        return await host.searchIndicators(request);
      },
    },
  };
}

const valuesOf = (found: Map<string, unknown[]>): [string, string[]][] =>
  [...found].map(([key, indicators]) => [key, indicators.map(nameOf)]);

describe('lookUp', () => {
  it('finds a value in each of its spellings, with one search', async () => {
    const { host, asked } = hostWith(['a/32', 'b', 'b/32', 'c']);
    const found = await lookUp(host, ['a', 'b', 'd'].map(wantedOf), { fields: FIELDS, keysOf });
    expect(valuesOf(found)).toEqual([
      ['a', ['a/32']],
      ['b', ['b', 'b/32']],
      ['d', []],
    ]);
    expect(asked.map(({ query }) => query)).toEqual(['value:("a" "a/32" "b" "b/32" "d" "d/32")']);
  });

  it('costs at most 10 searches for 2,000 keys, however many spellings they have', async () => {
    const { host, asked } = hostWith([]);
    const wanted = Array.from({ length: 2_000 }, (_, number) => wantedOf(`v${number}`));
    await lookUp(host, wanted, { fields: FIELDS, keysOf });
    expect(asked).toHaveLength(10);
  });

  it('asks only for what matches a query too', async () => {
    const { host, asked } = hostWith(['a']);
    await lookUp(host, [wantedOf('a')], { fields: FIELDS, keysOf, within: 'type:IP or type:URL' });
    expect(asked.map(({ query }) => query)).toEqual(['value:("a" "a/32") and (type:IP or type:URL)']);
  });

  it('asks nothing for a key without a spelling', async () => {
    const { host, asked } = hostWith(['a']);
    const found = await lookUp(host, [{ key: 'a', spellings: [] }], { fields: FIELDS, keysOf });
    expect([[...found], asked]).toEqual([[['a', []]], []]);
  });

  it('finds one that has several keys once under each, also with two searches', async () => {
    const { host, asked } = hostWith(['a']);
    const others = Array.from({ length: 200 }, (_, number) => wantedOf(`v${number}`));
    const wanted = [{ key: 'one', spellings: ['a'] }, ...others, { key: 'two', spellings: ['a'] }];
    const found = await lookUp(host, wanted, { fields: FIELDS, keysOf: () => ['one', 'two', 'three'] });
    expect([found.get('one'), found.get('two'), found.get('three')].map((some) => some?.length)).toEqual([
      1,
      1,
      undefined,
    ]);
    expect(asked).toHaveLength(2);
  });

  it('asks for a huge value alone', async () => {
    const { host, asked } = hostWith([]);
    const wanted = ['a', 'x'.repeat(1_000_000), 'b'].map((value) => ({ key: value, spellings: [value] }));
    await lookUp(host, wanted, { fields: FIELDS, keysOf });
    expect(asked).toHaveLength(3);
  });

  it('takes the meaning from quotes and backslashes', async () => {
    const { host, asked } = hostWith(['b"\\']);
    const found = await lookUp(host, [{ key: 'b"\\', spellings: ['b"\\'] }], { fields: FIELDS, keysOf });
    expect(asked.map(({ query }) => query)).toEqual(['value:("b\\"\\\\")']);
    expect([quoted('a"b\\c'), [...found.keys()]]).toEqual(['"a\\"b\\\\c"', ['b"\\']]);
  });

  it('finds each indicator once, however often and wherever it is asked for', async () => {
    const numbers = fc.array(fc.nat(450), { minLength: 400, maxLength: 500 });
    const { host } = hostWith(Array.from({ length: 450 }, (_, number) => `v${number}`));
    await fc.assert(
      fc.asyncProperty(numbers, async (given) => {
        const wanted = given.map((number) => wantedOf(`v${number}`));
        const found = await lookUp(host, wanted, { fields: FIELDS, keysOf });
        expect(valuesOf(found)).toEqual(
          [...new Set(given)].map((number) => [`v${number}`, number < 450 ? [`v${number}`] : []]),
        );
      }),
      { numRuns: 5 },
    );
  });
});
