import { describe, expect, it } from '@jest/globals';
import { IndicatorStore } from '../../../sandbox/xsoar/indicator-store.ts';
import { SandboxXsoar } from '../../../sandbox/xsoar/sandbox-xsoar.ts';
import type { IndicatorDraft } from '../../../sandbox/xsoar/stored-indicator.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ip } from './indicators.ts';

const HOUR = 3_600_000;

function shown(store: IndicatorStore, query = ''): unknown[] {
  return store.search({ query, size: 99 }).indicators.map(({ value, score }) => [value, score]);
}

describe('a search behind a lagging index', () => {
  const begin = () => {
    const clock = new FakeClock();
    return { clock, store: new IndicatorStore(clock, { indexLagMs: 1_000 }) };
  };

  it('does not show what is new until the lag has passed', () => {
    const { clock, store } = begin();
    store.add(ip('a', { score: 1 }));
    clock.advance(999);
    expect(shown(store)).toEqual([]);
    clock.advance(1);
    expect(shown(store)).toEqual([['a', 1]]);
  });

  it('shows what an indicator was, modified too, until the lag has passed', () => {
    const { clock, store } = begin();
    const before = store.add(ip('a', { score: 1 }));
    clock.advance(1_000);
    const after = store.edit('a', { score: 3 });
    expect(store.search({ query: 'reputation:Good', size: 9 }).indicators).toEqual([before]);
    clock.advance(1_000);
    expect(store.search({ query: 'reputation:Bad', size: 9 }).indicators).toEqual([after]);
  });

  it('shows what is gone until the lag has passed', () => {
    const { clock, store } = begin();
    store.add(ip('a', { score: 1 }));
    clock.advance(1_000);
    store.remove('a');
    expect(shown(store, 'value:a')).toEqual([['a', 1]]);
    clock.advance(1_000);
    expect(shown(store, 'value:a')).toEqual([]);
  });

  it('shows each of two changes in its time', () => {
    const { clock, store } = begin();
    store.add(ip('a', { score: 1 }));
    clock.advance(600);
    store.edit('a', { score: 2 });
    clock.advance(600);
    expect(shown(store)).toEqual([['a', 1]]);
    clock.advance(600);
    expect(shown(store)).toEqual([['a', 2]]);
  });

  it('is not what get and createIndicators see', () => {
    const { store } = begin();
    store.add(ip('a', { CustomFields: { tags: ['x'] } }));
    const given = { value: 'a', type: 'IP', score: 0, fields: { tags: 'y' }, rawJSON: {} };
    store.createIndicators([given], { instance: 'xdr', reliability: 'A' });
    expect(store.get('a')?.CustomFields).toEqual({ tags: ['x', 'y'] });
    expect([store.size, [...store.all()].length]).toEqual([1, 1]);
  });

  it('shows all that a snapshot holds at once', () => {
    const { clock, store } = begin();
    store.add(ip('a', { score: 1 }));
    const other = new IndicatorStore(clock, { indexLagMs: 1_000 });
    other.replaceContents(store.contents());
    expect(shown(other)).toEqual([['a', 1]]);
  });
});

describe('ids', () => {
  const modified = '2026-01-01T00:00:00Z';
  const page = (idOrder: 'text' | 'number', after?: string): unknown[] => {
    const store = new IndicatorStore(new FakeClock(), { idOrder });
    for (const id of ['2', '10', '1', 'x']) {
      store.add(ip(id, { id, modified }));
    }
    const searchAfter = after === undefined ? {} : { searchAfter: [modified, after] };
    return store.search({ query: '', size: 9, ...searchAfter }).indicators.map(({ id }) => id);
  };

  it.each<['text' | 'number', string[], string[]]>([
    ['text', ['1', '10', '2', 'x'], ['2', 'x']],
    ['number', ['1', '2', '10', 'x'], ['x']],
  ])('are sorted, and followed, as a %s', (idOrder, all, afterTen) => {
    expect(page(idOrder)).toEqual(all);
    expect(page(idOrder, '10')).toEqual(afterTen);
  });
});

describe('expiring', () => {
  const begin = () => {
    const clock = new FakeClock();
    const store = new IndicatorStore(clock);
    const soon: IndicatorDraft = ip('a', { expiration: new Date(clock.now() + 1_000).toISOString() });
    return { clock, store, before: store.add(soon) };
  };
  const status = (store: IndicatorStore) => store.get('a')?.expirationStatus;

  it('is the work of a job that runs each full hour', () => {
    const { clock, store, before } = begin();
    clock.advance(HOUR - 1);
    expect(status(store)).toBe('active');
    clock.advance(1);
    expect(status(store)).toBe('expired');
    expect((store.get('a')?.modified ?? '') > before.modified).toBe(true);
  });

  it('is not the work of whoever writes in the meantime', () => {
    const { clock, store } = begin();
    clock.advance(1_000);
    expect(store.edit('a', { score: 1 })).toMatchObject({ expirationStatus: 'active' });
  });

  it('may be a person`s doing, and lasts until there is another expiration', () => {
    const { store, before } = begin();
    expect(store.expire('a').modified > before.modified).toBe(true);
    store.refresh('a', { score: 3 });
    expect(status(store)).toBe('expired');
    store.edit('a', { expiration: '2030-01-01T00:00:00Z' });
    expect(status(store)).toBe('active');
  });
});

describe('an indicator`s timestamp', () => {
  it('is when it was made, whatever is put in its place', () => {
    const clock = new FakeClock();
    const store = new IndicatorStore(clock);
    const { timestamp } = store.add(ip('a'));
    clock.advance(1_000);
    store.edit('a', { score: 1 });
    expect(store.add(ip('a')).timestamp).toBe(timestamp);
  });
});

describe('an instance', () => {
  it('is known under its brand and its name', async () => {
    const xsoar = new SandboxXsoar({ clock: new FakeClock(), brand: 'Own', instance: 'Own_7' });
    const given = { value: 'a', type: 'IP', score: 2, fields: { note: 'x' }, rawJSON: {} };
    await xsoar.host().createIndicators([given]);
    expect(xsoar.indicators.get('a')).toMatchObject({
      sourceBrands: ['Own'],
      sourceInstances: ['Own_7'],
      moduleToFeedMap: { Own_7: { sourceBrand: 'Own', sourceInstance: 'Own_7' } },
    });
  });

  it('is not told who set a field unless it asks', async () => {
    const xsoar = new SandboxXsoar({ clock: new FakeClock() });
    const given = { value: 'a', type: 'IP', score: 2, fields: { note: 'x' }, rawJSON: {} };
    await xsoar.host().createIndicators([given]);
    const read = async (...fields: string[]) =>
      ((await xsoar.host().searchIndicators({ query: '', size: 1, fields })) as { iocs: object[] }).iocs[0];
    expect(await read()).not.toHaveProperty('fieldReliability');
    expect(await read('fieldReliability')).toEqual({ fieldReliability: { note: 'A' } });
  });
});

describe('a snapshot of version 1.0.0', () => {
  it('gets the marks that it has not', () => {
    const xsoar = new SandboxXsoar({ clock: new FakeClock() });
    const indicator = {
      id: '1',
      value: 'a',
      indicator_type: 'IP',
      modified: '2026-01-01T00:00:00.000000000Z',
    };
    xsoar.restore({ version: 1, context: {}, contextVersion: 1, nextId: 2, indicators: [indicator] });
    expect(xsoar.indicators.get('a')).toEqual({
      ...indicator,
      manuallyEditedFields: null,
      manualScore: false,
    });
  });
});
