import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IndicatorStore } from '../../../sandbox/xsoar/indicator-store.ts';
import { compileQuery } from '../../../sandbox/xsoar/query.ts';
import type { StoredIndicator } from '../../../sandbox/xsoar/stored-indicator.ts';
import type { NewIndicator } from '../../../src/indicators/new-indicator.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ip } from './indicators.ts';

const DAY = 24 * 60 * 60 * 1_000;
const SOURCE = { instance: 'xdr', reliability: 'A - Completely reliable' };

function values(store: IndicatorStore, query = ''): string[] {
  return store.search({ query, size: 4_000 }).indicators.map(({ value }) => value);
}

function given(value: string, fields: Partial<NewIndicator> = {}): NewIndicator {
  return { value, type: 'IP', score: 3, fields: {}, rawJSON: {}, ...fields };
}

describe('a search', () => {
  it('answers by modified, then id, whatever order they came in', () => {
    const store = new IndicatorStore(new FakeClock());
    const modified = '2026-01-01T00:00:00Z';
    store.add(ip('192.0.2.3', { id: 'b', modified }));
    store.add(ip('192.0.2.1', { id: 'z', modified: '2025-01-01T00:00:00Z' }));
    store.add(ip('192.0.2.2', { id: 'a', modified }));
    expect(values(store)).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
  });

  it('answers 4,000 at most, and goes on behind the last one', () => {
    const store = new IndicatorStore(new FakeClock());
    for (let index = 0; index < 4_001; index += 1) {
      store.add(ip(`host${index}`));
    }
    const first = store.search({ query: 'type:IP', size: 10_000 });
    expect([first.indicators.length, first.total]).toEqual([4_000, 4_001]);
    expect(first.searchAfter).toEqual([first.indicators.at(-1)?.modified, first.indicators.at(-1)?.id]);
    const second = store.search({ query: 'type:IP', size: 10_000, searchAfter: first.searchAfter });
    expect([second.indicators.map(({ value }) => value), second.total]).toEqual([['host4000'], 4_001]);
    const third = store.search({ query: 'type:IP', size: 10_000, searchAfter: second.searchAfter });
    expect(third).toEqual({ indicators: [], total: 4_001, searchAfter: [] });
  });

  it('goes on between two of the same time', () => {
    const store = new IndicatorStore(new FakeClock());
    for (const id of ['a', 'b', 'c']) {
      store.add(ip(id, { id, modified: '2026-01-01T00:00:00Z' }));
    }
    const page = store.search({ query: '', size: 10, searchAfter: ['2026-01-01T00:00:00Z', 'a'] });
    expect(page.indicators.map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('finds by value as it finds by anything else', () => {
    const store = new IndicatorStore(new FakeClock());
    store.add({ value: 'A.example', indicator_type: 'Domain' });
    store.add(ip('192.0.2.1'));
    expect(values(store, 'value:("a.EXAMPLE" "192.0.2.1" "none")')).toEqual(['A.example', '192.0.2.1']);
    expect(values(store, 'value:("a.EXAMPLE" "192.0.2.1") and type:IP')).toEqual(['192.0.2.1']);
    expect(store.search({ query: 'value:("a.example" "192.0.2.1")', size: 1 })).toMatchObject({ total: 2 });
  });

  it('refuses a searchAfter that it never gave', () => {
    expect(() =>
      new IndicatorStore(new FakeClock()).search({ query: '', size: 1, searchAfter: [5, 'a'] }),
    ).toThrow('searchAfter');
  });
});

/** Changes of a few values, pages of a size in between. */
const changes = fc.array(
  fc.oneof(
    fc.record({ add: fc.integer({ min: 0, max: 9 }), score: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ remove: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ old: fc.integer({ min: 0, max: 9 }), day: fc.integer({ min: 10, max: 28 }) }),
    fc.record({ size: fc.integer({ min: 1, max: 4 }) }),
  ),
  { maxLength: 40 },
);

describe('the store', () => {
  it('answers, page for page, what a plain list would', () => {
    fc.assert(
      fc.property(
        changes,
        fc.constantFrom('', 'reputation:Bad', 'value:(v1 v2 v3)', '-value:v4'),
        (steps, query) => {
          const clock = new FakeClock();
          const store = new IndicatorStore(clock);
          let plain: StoredIndicator[] = [];
          const put = (stored: StoredIndicator): void => {
            plain = [...plain.filter(({ id }) => id !== stored.id), stored];
          };
          for (const step of steps) {
            if ('add' in step) {
              put(store.add(ip(`v${step.add}`, { score: step.score })));
            } else if ('old' in step) {
              put(store.add(ip(`v${step.old}`, { modified: `2025-12-${step.day}T00:00:00Z` })));
            } else if ('remove' in step) {
              store.remove(`v${step.remove}`);
              plain = plain.filter(({ value }) => value !== `v${step.remove}`);
            } else {
              const expected = plain
                .filter(compileQuery(query))
                .sort((a, b) => (a.modified + a.id < b.modified + b.id ? -1 : 1));
              const found: StoredIndicator[] = [];
              let page = store.search({ query, size: step.size });
              while (page.indicators.length > 0) {
                expect(page.total).toBe(expected.length);
                found.push(...page.indicators);
                page = store.search({ query, size: step.size, searchAfter: page.searchAfter });
              }
              expect(found).toEqual(expected);
            }
          }
          expect(store.size).toBe(plain.length);
        },
      ),
    );
  });

  it('gives every change a later time, though the clock stands still or goes back', () => {
    const clock = new FakeClock();
    const store = new IndicatorStore(clock);
    const times = [store.add(ip('a')), store.add(ip('b')), store.add(ip('a'))].map(
      ({ modified }) => modified,
    );
    clock.advance(-DAY);
    const [last] = store.search({ query: 'value:b', size: 1 }).indicators;
    times.push(last === undefined ? '' : store.update(last, { score: 1 }).modified);
    expect(new Set(times).size).toBe(4);
    expect([...times].sort()).toEqual(times);
    expect(values(store)).toEqual(['a', 'b']);
  });

  it('tells types of one value apart, and the case of all but domains', () => {
    const store = new IndicatorStore(new FakeClock());
    store.add({ value: 'A.example', indicator_type: 'Domain' });
    store.add({ value: 'a.EXAMPLE', indicator_type: 'domain', score: 2 });
    store.add({ value: 'a.example', indicator_type: 'URL' });
    store.add({ value: 'A.example', indicator_type: 'URL' });
    expect(store.size).toBe(3);
    expect(store.get('a.example', 'Domain')).toMatchObject({ score: 2 });
    expect(store.get('A.example', 'url')).toMatchObject({ value: 'A.example', indicator_type: 'URL' });
    expect(store.get('none')).toBeUndefined();
  });

  it('lets indicators expire when their time comes, as a change', () => {
    const clock = new FakeClock();
    const store = new IndicatorStore(clock);
    const at = (milliseconds: number): string => new Date(clock.now() + milliseconds).toISOString();
    store.add(ip('soon', { expiration: at(DAY) }));
    store.add(ip('later', { expiration: at(2 * DAY) }));
    store.add(ip('past', { expiration: at(-DAY) }));
    store.add(ip('never'));
    const active = 'expirationStatus:active';
    expect(values(store, active)).toEqual(['soon', 'later', 'never']);
    const before = store.get('soon')?.modified ?? '';
    clock.advance(DAY);
    expect(values(store, active)).toEqual(['later', 'never']);
    expect((store.get('soon')?.modified ?? '') > before).toBe(true);
    clock.advance(DAY);
    expect(values(store, active)).toEqual(['never']);
  });
});

describe('createIndicators', () => {
  it('creates what was not there, as the opinion of this integration', () => {
    const store = new IndicatorStore(new FakeClock());
    store.createIndicators(
      [given('192.0.2.1', { rawJSON: { RULE_ID: 7 }, fields: { xdrstatus: 'enabled' } })],
      SOURCE,
    );
    expect(store.get('192.0.2.1')).toMatchObject({
      indicator_type: 'IP',
      score: 3,
      aggregatedReliability: 'A - Completely reliable',
      expirationStatus: 'active',
      sourceBrands: ['Cortex XDR - IOC Sync'],
      CustomFields: { xdrstatus: 'enabled' },
      moduleToFeedMap: {
        xdr: {
          sourceBrand: 'Cortex XDR - IOC Sync',
          score: 3,
          reliability: SOURCE.reliability,
          rawJSON: { RULE_ID: 7 },
        },
      },
    });
  });

  it('merges into what was there', () => {
    const store = new IndicatorStore(new FakeClock());
    store.add({
      value: 'Evil.example',
      indicator_type: 'Domain',
      score: 3,
      sourceBrands: ['Feed'],
      comments: [{ type: 'IndicatorCommentRegular', content: 'first' }],
      CustomFields: { tags: ['a', 'b'], xdrstatus: 'enabled', kept: 1 },
    });
    const fields = {
      xdrstatus: 'disabled',
      tags: ['b', 'Cortex XDR'],
      comments: 'second',
      expirationdate: 'Never',
    };
    store.createIndicators([given('evil.EXAMPLE', { type: 'Domain', score: 0, fields })], SOURCE);
    store.createIndicators([given('evil.EXAMPLE', { type: 'Domain', score: 0, fields })], SOURCE);
    expect(store.size).toBe(1);
    expect(store.get('evil.example')).toMatchObject({
      value: 'Evil.example',
      score: 3,
      sourceBrands: ['Feed', 'Cortex XDR - IOC Sync'],
      expiration: '0001-01-01T00:00:00Z',
      CustomFields: { tags: ['a', 'b', 'Cortex XDR'], xdrstatus: 'disabled', kept: 1 },
      comments: [{ content: 'first' }, { type: 'IndicatorCommentRegular', content: 'second' }],
    });
  });

  it('moves the expiration, and with it the status; a text that is no time moves nothing', () => {
    const clock = new FakeClock();
    const store = new IndicatorStore(clock);
    const status = (expirationdate: string): unknown => {
      store.createIndicators([given('a', { fields: { expirationdate } })], SOURCE);
      return store.get('a')?.expirationStatus;
    };
    expect(status('2020-01-01T00:00:00Z')).toBe('expired');
    expect(status('whenever')).toBe('expired');
    expect(status('2030-01-01T00:00:00Z')).toBe('active');
    expect(status('Never')).toBe('active');
    expect(store.get('a')?.CustomFields).toEqual({});
  });

  it('lets the most reliable source decide the score, and among equals the worst', () => {
    const store = new IndicatorStore(new FakeClock());
    const feed = (reliability: unknown, score: number): object => ({
      reliability,
      score,
      sourceBrand: 'Feed',
    });
    const scoreWith = (moduleToFeedMap: object, own: number, reliability: string): unknown => {
      store.add(ip('a', { score: 2, moduleToFeedMap }));
      store.createIndicators([given('a', { score: own })], { instance: 'xdr', reliability });
      return store.get('a')?.score;
    };
    expect(scoreWith({ f: feed('A - Completely reliable', 3) }, 1, 'B - Usually reliable')).toBe(3);
    expect(scoreWith({ f: feed('B - Usually reliable', 3) }, 1, 'A - Completely reliable')).toBe(1);
    expect(scoreWith({ f: feed('B - Usually reliable', 3) }, 1, 'B - Usually reliable')).toBe(3);
    expect(scoreWith({ f: feed(null, 3) }, 1, 'F - Reliability cannot be judged')).toBe(3);
    expect(scoreWith({ f: feed('B - Usually reliable', 3) }, 0, 'A - Completely reliable')).toBe(3);
    expect(scoreWith({ f: null, g: 'text' }, 0, 'A - Completely reliable')).toBe(2);
  });

  it('takes 2,000 at most, each with value and type, or none', () => {
    const store = new IndicatorStore(new FakeClock());
    const many = Array.from({ length: 2_001 }, (_, index) => given(`host${index}`));
    expect(() => store.createIndicators(many, SOURCE)).toThrow('At most 2000');
    expect(() => store.createIndicators([given('a'), given('')], SOURCE)).toThrow('no value or no type');
    expect(store.size).toBe(0);
    store.createIndicators(many.slice(1), SOURCE);
    expect(store.size).toBe(2_000);
  });
});
