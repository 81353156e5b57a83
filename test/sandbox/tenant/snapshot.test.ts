import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../../sandbox/tenant/tenant.ts';
import { StateError } from '../../../src/errors.ts';
import { call, changes, HandClock, ioc, push, START, start } from './client.ts';

let clock: HandClock;
let tenant: Tenant;
let other: Tenant;

beforeEach(async () => {
  clock = new HandClock();
  tenant = await start({ clock });
  other = await start({ clock });
  const vendors = [{ vendor_name: 'Feed', reputation: 'BAD', reliability: 'F' }];
  await push(tenant, [ioc('a.example', { vendors, comment: ['x'] }), ioc('b.example')]);
  tenant.edit('b.example', { status: 'disabled' });
  tenant.edit('a.example', { severity: 'unknown' });
});
afterEach(() => Promise.all([tenant.close(), other.close()]));

const text = () => JSON.stringify(tenant.snapshot());

describe('a snapshot', () => {
  it('goes through JSON and brings everything back', async () => {
    await push(other, [ioc('old.example')]);
    other.restore(JSON.parse(text()));
    expect([...other.all()]).toEqual([...tenant.all()]);
    expect(await changes(other)).toEqual(await changes(tenant));
    expect(JSON.stringify(other.snapshot())).toBe(text());
  });

  it('goes on where it was: ids, and times of changes', () => {
    other.restore(JSON.parse(text()));
    clock.time = START - 5000;
    expect(other.create({ value: 'new.example', type: 'DOMAIN_NAME' })).toMatchObject({
      id: 3,
      modified: START + 2,
    });
  });

  it('keeps deletions, hits, and when an IOC was made', async () => {
    tenant.hit('a.example', 7);
    tenant.remove('b.example');
    clock.time += 1000;
    tenant.edit('a.example', { comment: 'later' });
    other.restore(JSON.parse(text()));
    expect(await changes(other)).toMatchObject([
      { RULE_INDICATOR: 'b.example', MARKED_DELETED: 1 },
      { RULE_INDICATOR: 'a.example', NUMBER_OF_HITS: 7 },
    ]);
    const { body } = await call(other, 'get', { filters: [], extended_view: true });
    expect(body).toMatchObject({ objects: [{ indicator: 'a.example', creation_time: START }] });
  });

  it('of version 1.0.0 is read', async () => {
    const { deleted: _d, hits: _h, births: _b, ...older } = JSON.parse(text()) as Record<string, unknown>;
    other.restore(older);
    expect([...other.all()]).toEqual([...tenant.all()]);
    expect(await changes(other)).toEqual(await changes(tenant));
  });

  it('is not touched by what happens later', () => {
    const snapshot = tenant.snapshot();
    const before = JSON.stringify(snapshot);
    tenant.edit('a.example', { comment: 'later' });
    expect(JSON.stringify(snapshot)).toBe(before);
  });

  it.each<[string, (snapshot: Shape) => unknown, RegExp]>([
    ['no object', () => 'x', /expected object/],
    ['of another version', (shape) => ({ ...shape, version: 2 }), /version/],
    ['without IOCs', ({ iocs: _iocs, ...shape }) => shape, /iocs/],
    [
      'with a bad field',
      (shape) => ({ ...shape, iocs: [{ ...shape.iocs[0], severity: 'bogus' }] }),
      /iocs\[0\]\.severity/,
    ],
    [
      'with a value twice',
      (shape) => ({ ...shape, iocs: [...shape.iocs, ...shape.iocs] }),
      /same value or id/,
    ],
    ['with an id ahead', (shape) => ({ ...shape, nextId: 1 }), /nextId/],
    ['with a change of nothing', (shape) => ({ ...shape, iocs: [], changes: shape.changes }), /changes/],
    ['with changes out of order', (shape) => ({ ...shape, changes: shape.changes.toReversed() }), /changes/],
  ])('that is %s is a clear error, and changes nothing', (_case, damage, message) => {
    const damaged = damage(JSON.parse(text()) as Shape);
    const before = text();
    expect(() => tenant.restore(damaged)).toThrow(StateError);
    expect(() => tenant.restore(damaged)).toThrow(message);
    expect(text()).toBe(before);
  });
});

interface Shape {
  iocs: Record<string, unknown>[];
  changes: unknown[];
}
