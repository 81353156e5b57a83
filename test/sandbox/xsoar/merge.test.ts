import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IndicatorStore } from '../../../sandbox/xsoar/indicator-store.ts';
import type { StoreOptions } from '../../../sandbox/xsoar/server-options.ts';
import type { StoredIndicator } from '../../../sandbox/xsoar/stored-indicator.ts';
import type { NewIndicator } from '../../../src/indicators/new-indicator.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ip } from './indicators.ts';

const A = 'A - Completely reliable';
const B = 'B - Usually reliable';
const C = 'C - Fairly reliable';
const NEVER = '0001-01-01T00:00:00Z';

let clock: FakeClock;
let store: IndicatorStore;

function begin(options: StoreOptions = {}): void {
  clock = new FakeClock();
  store = new IndicatorStore(clock, options);
}

beforeEach(() => begin());

function feed(reliability: string, score = 3): Record<string, unknown> {
  return { moduleToFeedMap: { feed: { reliability, score, sourceBrand: 'Feed', sourceInstance: 'feed' } } };
}

function create(
  fields: Record<string, unknown>,
  { reliability = A, score = 0, instance = 'xdr' } = {},
): void {
  const indicator: NewIndicator = { value: 'a', type: 'IP', score, fields, rawJSON: {} };
  store.createIndicators([indicator], { instance, reliability });
}

function held(): StoredIndicator {
  const indicator = store.get('a');
  if (indicator === undefined) {
    throw new Error('the indicator is gone');
  }
  return indicator;
}

function field(name: string): unknown {
  return (held().CustomFields as Record<string, unknown>)[name];
}

describe('a single field', () => {
  it.each([
    [A, 'new'],
    [B, 'new'],
    [C, 'old'],
  ])('set by a source of reliability B is, after one of %s, %s', (reliability, expected) => {
    store.add(ip('a', { ...feed(B), CustomFields: { note: 'old' } }));
    create({ note: 'new' }, { reliability });
    expect(field('note')).toBe(expected);
  });

  it('belongs to the source that set it last', () => {
    store.add(ip('a', { ...feed(C), CustomFields: { note: 'old' } }));
    create({ note: 'better' });
    store.refresh('a', { CustomFields: { note: 'worse' } });
    expect(field('note')).toBe('better');
  });

  it('that nobody has set is anybody`s', () => {
    store.add(ip('a', { ...feed(A), CustomFields: { empty: '' } }));
    create({ Note: 'new', empty: 'full' }, { reliability: C });
    expect([field('note'), field('empty')]).toEqual(['new', 'full']);
  });

  it('that a better source emptied stays empty', () => {
    store.add(ip('a', { ...feed(C), CustomFields: { note: 'old' } }));
    create({ note: '' });
    store.refresh('a', { CustomFields: { note: 'again' } });
    expect(field('note')).toBe('');
  });

  it('of which a source says nothing stays', () => {
    store.add(ip('a', { CustomFields: { note: 'old' } }));
    create({ note: null, other: undefined });
    expect(held().CustomFields).toEqual({ note: 'old' });
  });

  it('with a name that every object has is a field like any', () => {
    store.add(ip('a'));
    create({ constructor: 'x', ['__proto__']: 'y' });
    expect(Object.entries(held().CustomFields as object).sort()).toEqual([
      ['__proto__', 'y'],
      ['constructor', 'x'],
    ]);
  });
});

describe('the expiration', () => {
  it.each([
    [A, '2031-01-01T00:00:00Z'],
    [C, '2030-01-01T00:00:00Z'],
  ])('set by a source of reliability B is, after one of %s, %s', (reliability, expected) => {
    store.add(ip('a', feed(C)));
    create({ expirationdate: '2030-01-01T00:00:00Z' }, { reliability: B });
    create({ expirationdate: '2031-01-01T00:00:00Z' }, { reliability, instance: 'other' });
    expect(held().expiration).toBe(expected);
  });

  it('that a better source has set to never stays', () => {
    store.add(ip('a', { ...feed(C), expiration: '2030-01-01T00:00:00Z' }));
    create({ expirationdate: 'Never' });
    store.refresh('a', { expiration: '2031-01-01T00:00:00Z' });
    expect(held().expiration).toBe(NEVER);
  });
});

describe('a list', () => {
  it('only grows, whoever adds to it', () => {
    store.add(ip('a', { ...feed(A), CustomFields: { tags: ['a'], many: ['x', { y: 1 }] } }));
    create({ tags: 'b', many: [{ y: 1 }, 'z'] }, { reliability: C });
    create({ tags: [], many: '' });
    expect(held().CustomFields).toEqual({ tags: ['a', 'b'], many: ['x', { y: 1 }, 'z'] });
  });
});

describe('what a person edited', () => {
  it('is never changed by a source', () => {
    store.add(ip('a', { CustomFields: { tags: ['a', 'b'] } }));
    store.edit('a', { score: 1, expiration: 'never', CustomFields: { Note: 'mine', tags: ['b'] } });
    create({ note: 'new', tags: ['c'], expirationdate: '2030-01-01T00:00:00Z' }, { score: 3 });
    expect(held()).toMatchObject({
      score: 1,
      expiration: NEVER,
      CustomFields: { note: 'mine', tags: ['b'] },
      manuallyEditedFields: ['note', 'tags', 'expirationdate'],
      manualScore: true,
    });
  });

  it('is what was named, no more', () => {
    store.add(ip('a', { score: 2 }));
    store.edit('a', { comment: 'seen' });
    expect(held()).toMatchObject({ manuallyEditedFields: null, manualScore: false });
    create({ note: 'new' }, { score: 3 });
    expect(held()).toMatchObject({ score: 3, CustomFields: { note: 'new' } });
  });

  it('may be taken out, and stays out', () => {
    store.add(ip('a', { CustomFields: { note: 'old', other: 1 } }));
    store.edit('a', { CustomFields: { note: null } });
    create({ note: 'new' });
    expect(held().CustomFields).toEqual({ other: 1 });
  });

  it('is neither kept nor told by an older server', () => {
    begin({ marks: false });
    store.add(ip('a', { manualScore: true }));
    store.edit('a', { score: 1, CustomFields: { note: 'mine' } });
    expect(held()).toMatchObject({ score: 1, CustomFields: { note: 'mine' } });
    create({ note: 'new' }, { score: 3 });
    expect(held()).toMatchObject({ score: 3, CustomFields: { note: 'new' } });
    expect(Object.keys(held())).not.toEqual(expect.arrayContaining(['manuallyEditedFields']));
    expect(held()).not.toHaveProperty('manualScore');
  });
});

describe('a comment', () => {
  it('of a source is appended under the instance`s name, unless it is the last one', () => {
    store.add(ip('a'));
    create({ comments: ['one', 'two'] });
    create({ comments: 'two' });
    create({ comments: 'one' });
    expect(held().comments).toMatchObject(
      ['one', 'two', 'one'].map((content) => ({ content, user: 'xdr', type: 'IndicatorCommentRegular' })),
    );
  });

  it('of a person is appended every time, and named as a person`s', () => {
    store.add(ip('a'));
    store.edit('a', { comment: 'seen' });
    store.edit('a', { comment: 'seen' });
    expect(held().comments).toMatchObject([
      { content: 'seen', user: 'analyst', type: 'IndicatorCommentRegular' },
      { content: 'seen', user: 'analyst' },
    ]);
  });
});

describe('what changes nothing', () => {
  it('leaves modified where it was, and keeps what the source said last', () => {
    store.add(ip('a', feed(B)));
    const fields = { note: 'x', tags: ['t'], comments: 'c', expirationdate: '2030-01-01T00:00:00Z' };
    create(fields, { score: 2 });
    const { modified } = held();
    clock.advance(60_000);
    create({ ...fields, expirationdate: '2030-01-01T01:00:00+01:00' }, { score: 2 });
    expect(held().modified).toBe(modified);
    const { xdr } = held().moduleToFeedMap as Record<string, { fetchTime: string }>;
    expect(xdr?.fetchTime).toBe('2026-01-15T12:01:00.000000000Z');
    expect(store.search({ query: '', size: 9 }).indicators).toEqual([held()]);
  });

  it('is not the first word of a source', () => {
    const { modified } = store.add(ip('a', { score: 3, aggregatedReliability: A }));
    create({});
    expect(held().modified > modified).toBe(true);
  });

  it('comes of creating the same again, whatever it was', () => {
    const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(null), fc.integer());
    const fields = fc.dictionary(
      fc.constantFrom('tags', 'comments', 'Note', 'note', 'expirationdate'),
      value,
    );
    fc.assert(
      fc.property(fields, fc.constantFrom(A, B, C), fields, (before, reliability, given) => {
        begin();
        store.add(ip('a', { ...feed(B), CustomFields: before }));
        create(given, { reliability, score: 2 });
        const first = held();
        create(given, { reliability, score: 2 });
        // Of several comments only the last is known again.
        if (!Array.isArray(given.comments)) {
          expect(held()).toMatchObject({ modified: first.modified, CustomFields: first.CustomFields });
        }
      }),
    );
  });
});

describe('a feed`s refresh', () => {
  it('moves modified, though it names nothing', () => {
    const before = store.add(ip('a', feed(B)));
    store.refresh('a');
    const {
      modified,
      lastSeen: _seen,
      moduleToFeedMap: _map,
      sourceBrands: _b,
      sourceInstances: _i,
      ...rest
    } = held();
    expect(modified > before.modified).toBe(true);
    expect(before).toMatchObject(rest);
  });

  it('of an indicator without sources names none', () => {
    store.add(ip('a'));
    store.refresh('a', { CustomFields: { note: 'x' } });
    expect(held()).toMatchObject({ moduleToFeedMap: {}, sourceBrands: [], CustomFields: { note: 'x' } });
  });

  it('is the opinion of the feed that brought it', () => {
    store.add(ip('a', feed(B, 2)));
    store.refresh('a', { score: 3, comment: 'again' });
    expect(held()).toMatchObject({
      score: 3,
      moduleToFeedMap: { feed: { score: 3, reliability: B, sourceBrand: 'Feed' } },
      comments: [{ content: 'again', user: 'feed' }],
    });
  });

  it('is not the integration`s own, which is no feed', () => {
    create({ note: 'x' }, { score: 1 });
    store.refresh('a', { score: 3 });
    expect(held()).toMatchObject({ score: 1, moduleToFeedMap: { Feed_instance_1: { score: 3 } } });
  });

  it('of what is not there is an error', () => {
    expect(() => store.refresh('a')).toThrow('XSOAR has no indicator "a".');
  });

  it('with an expiration that is none is an error, and changes nothing', () => {
    const before = store.add(ip('a'));
    expect(() => store.refresh('a', { expiration: 'soon' })).toThrow('"soon" is no expiration.');
    expect(held()).toBe(before);
  });
});

describe('a server without the field xdrstatus', () => {
  it('drops what is written to it, by whomever', () => {
    begin({ keepsStatus: false });
    store.add(ip('a', { CustomFields: { xdrstatus: 'enabled', note: 'x' } }));
    create({ xdrstatus: 'disabled' });
    store.edit('a', { CustomFields: { xdrstatus: 'disabled' } });
    expect(held().CustomFields).toEqual({ note: 'x' });
  });
});
