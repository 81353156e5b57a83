import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Tenant } from '../../../sandbox/tenant/tenant.ts';
import { UsageError } from '../../../src/errors.ts';
import { call, changes, HandClock, ioc, lines, post, push, START, start, sync, syncForm } from './client.ts';

let clock: HandClock;
let tenant: Tenant;

beforeEach(async () => {
  clock = new HandClock();
  tenant = await start({ clock });
});
afterEach(() => tenant.close());

describe('get_changes', () => {
  it('tells a person`s edit in the shape of a rule', async () => {
    const vendors = [{ vendor_name: 'Feed', reputation: 'BAD', reliability: 'F' }];
    await push(tenant, [ioc('a.example', { vendors, reliability: 'B', class: 'C2' })]);
    clock.time += 1000;
    const edited = tenant.edit('a.example', {
      severity: 'critical',
      reputation: 'good',
      status: 'disabled',
      comment: 'a | `b`',
      expiration: '2030-01-31T12:00:00+02:00',
    });
    expect(edited).toMatchObject({ modified: START + 1000, severity: 'CRITICAL' });
    expect(tenant.get('a.example')).toEqual(edited);
    expect(await changes(tenant)).toEqual([
      {
        RULE_ID: 1,
        RULE_INDICATOR: 'a.example',
        IOC_TYPE: 'DOMAIN_NAME',
        RULE_SEVERITY: 'SEV_050_CRITICAL',
        REPUTATION: 'GOOD',
        RULE_STATUS: 'DISABLED',
        RULE_COMMENT: 'a | `b`',
        RULE_EXPIRATION_TIME: Date.UTC(2030, 0, 31, 10),
        RULE_MODIFY_TIME: START + 1000,
        RULE_SOURCE: 'XSOAR TIM',
        NUMBER_OF_HITS: 0,
        RELIABILITY: 'B',
        VENDORS: vendors,
        KLASS: 'C2',
        IS_DEFAULT_TTL: false,
        RULE_TTL: -1,
        MARKED_DELETED: 0,
      },
    ]);
  });

  it.each([
    ['info', 'SEV_010_INFO'],
    ['LOW', 'SEV_020_LOW'],
    ['Medium', 'SEV_030_MEDIUM'],
    ['high', 'SEV_040_HIGH'],
    ['critical', 'SEV_050_CRITICAL'],
    ['unknown', 'SEV_090_UNKNOWN'],
  ])('tells the severity %s as %s', async (severity, code) => {
    await push(tenant, [ioc('a.example')]);
    tenant.edit('a.example', { severity });
    expect(await changes(tenant)).toMatchObject([{ RULE_SEVERITY: code }]);
  });

  it('does not tell what XSOAR pushed or synced', async () => {
    await push(tenant, [ioc('a.example')]);
    await sync(tenant, lines(ioc('a.example', { severity: 'LOW' })));
    expect(await changes(tenant)).toEqual([]);
  });

  it('tells a push and a sync that do not say they come from XSOAR', async () => {
    await post(tenant, 'tim_insert_jsons', JSON.stringify({ request_data: [ioc('a.example')] }));
    expect(await changes(tenant)).toMatchObject([{ RULE_INDICATOR: 'a.example', RULE_SOURCE: 'XDR' }]);
    await post(tenant, 'sync_tim_iocs', syncForm(lines(ioc('b.example'))));
    expect(await changes(tenant)).toMatchObject([
      { RULE_INDICATOR: 'a.example', RULE_MODIFY_TIME: START },
      { RULE_INDICATOR: 'b.example', RULE_MODIFY_TIME: START + 1 },
    ]);
  });

  it('tells a change from its millisecond on, and not after it', async () => {
    await push(tenant, [ioc('a.example')]);
    tenant.edit('a.example', { severity: 'low' });
    expect(await changes(tenant, START)).toHaveLength(1);
    expect(await changes(tenant, START + 1)).toEqual([]);
  });

  it('still tells a person`s change after XSOAR pushed the IOC again', async () => {
    await push(tenant, [ioc('a.example')]);
    tenant.edit('a.example', { status: 'disabled' });
    clock.time += 1000;
    await push(tenant, [ioc('a.example')]);
    expect(await changes(tenant)).toMatchObject([{ RULE_STATUS: 'DISABLED', RULE_MODIFY_TIME: START }]);
  });

  it('tells changes oldest first, each IOC once, no two at the same time', async () => {
    const values = ['a.example', 'b.example', 'c.example'];
    await push(
      tenant,
      values.map((value) => ioc(value)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...values), { minLength: 1 }), async (edits) => {
        const first = tenant.edit('a.example', { comment: '' }).modified;
        for (const value of edits) {
          tenant.edit(value, { comment: value });
        }
        const rules = await changes(tenant, first + 1);
        const lastFirst = [...new Set(edits.toReversed())];
        expect(rules.map((rule) => rule.RULE_INDICATOR)).toEqual(lastFirst.toReversed());
        const times = rules.map((rule) => Number(rule.RULE_MODIFY_TIME));
        expect(times).toEqual([...new Set(times)].sort((one, other) => one - other));
      }),
      { numRuns: 25 },
    );
  });

  it.each([null, {}, { last_update_ts: '1' }, { last_update_ts: -1 }])('answers 400 to %j', async (data) => {
    expect(await call(tenant, 'get_changes', data)).toMatchObject({
      status: 400,
      reply: { err_msg: expect.stringContaining('request_data') },
    });
  });
});

describe('a person in the console', () => {
  it('adds an IOC, which get_changes tells', async () => {
    const created = tenant.create({ value: '192.0.2.1', type: 'ip', severity: 'high', comment: 'mine' });
    expect(created).toMatchObject({ id: 1, source: 'XDR', severity: 'HIGH', reputation: 'UNKNOWN' });
    expect(tenant.get('192.0.2.1')).toEqual(created);
    expect(await changes(tenant)).toMatchObject([
      { RULE_INDICATOR: '192.0.2.1', RULE_SOURCE: 'XDR', RULE_COMMENT: 'mine', RULE_EXPIRATION_TIME: -1 },
    ]);
  });

  it.each([
    ['an unknown type', { value: 'x', type: 'url' }],
    ['a blank value', { value: ' ', type: 'PATH' }],
    ['a hash that is none', { value: 'x', type: 'HASH' }],
    ['a bad severity', { value: 'x', type: 'PATH', severity: 'bogus' }],
    ['a value that is there', { value: 'a.example', type: 'DOMAIN_NAME' }],
  ])('cannot add %s', async (_case, typed) => {
    await push(tenant, [ioc('a.example')]);
    expect(() => tenant.create(typed)).toThrow(UsageError);
    expect(tenant.size).toBe(1);
    expect(await changes(tenant)).toEqual([]);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{}, /nothing to change/],
    [{ severity: 'bogus' }, /"bogus" is no severity/],
    [{ reputation: 'evil' }, /"evil" is no reputation/],
    [{ status: 'off' }, /"off" is no status/],
    [{ expiration: '2030-02-30' }, /is no expiration/],
    [{ expiration: 'tomorrow' }, /is no expiration/],
    [{ expiration: '1960-01-01' }, /is no expiration/],
    [{ severity: 'low', constructor: 'x' }, /no field "constructor"/],
  ])('is told what is wrong with %j, and changes nothing', async (patch, message) => {
    await push(tenant, [ioc('a.example')]);
    const before = tenant.get('a.example');
    expect(() => tenant.edit('a.example', patch)).toThrow(message);
    expect(() => tenant.edit('a.example', patch)).toThrow(UsageError);
    expect(tenant.get('a.example')).toBe(before);
    expect(await changes(tenant)).toEqual([]);
  });

  it('deletes an IOC, which get_changes tells with its last values', async () => {
    await push(tenant, [ioc('Evil.example'), ioc('b.example')]);
    tenant.edit('b.example', { severity: 'low' });
    expect(tenant.remove('evil.example')).toMatchObject({ value: 'Evil.example' });
    expect([tenant.size, tenant.get('Evil.example')]).toEqual([1, undefined]);
    expect(await changes(tenant)).toMatchObject([
      { RULE_INDICATOR: 'b.example', MARKED_DELETED: 0, RULE_MODIFY_TIME: START },
      { RULE_INDICATOR: 'Evil.example', MARKED_DELETED: 1, RULE_ID: 1, RULE_MODIFY_TIME: START + 1 },
    ]);
    expect(await changes(tenant, START + 2)).toEqual([]);
  });

  it('has deleted the old rule though XSOAR pushes the value again', async () => {
    await push(tenant, [ioc('a.example')]);
    tenant.remove('a.example');
    await push(tenant, [ioc('a.example')]);
    tenant.edit('a.example', { severity: 'low' });
    expect(await changes(tenant)).toMatchObject([
      { RULE_ID: 1, MARKED_DELETED: 1 },
      { RULE_ID: 2, MARKED_DELETED: 0, RULE_SEVERITY: 'SEV_020_LOW' },
    ]);
  });

  it('cannot delete what is not there', () => {
    expect(() => tenant.remove('a.example')).toThrow(UsageError);
  });

  it('is told that an IOC is not there, whatever its length', () => {
    expect(() => tenant.edit('x'.repeat(1_000_000), { status: 'disabled' })).toThrow(
      /^XDR has no IOC "x{80}…"\.$/,
    );
  });

  it.each([
    ['never', -1],
    ['2030-01-31', Date.UTC(2030, 0, 31)],
    ['2030-01-31T10:00:00', Date.UTC(2030, 0, 31, 10)],
    ['2030-01-31 10:00', Date.UTC(2030, 0, 31, 10)],
    ['2030-01-31T10:00:00.5Z', Date.UTC(2030, 0, 31, 10, 0, 0, 500)],
  ])('sets the expiration %s, in UTC', async (expiration, milliseconds) => {
    await push(tenant, [ioc('a.example')]);
    expect(tenant.edit('a.example', { expiration }).expiration).toBe(milliseconds);
  });
});

describe('an IOC that is hit', () => {
  const DAY = 24 * 60 * 60 * 1_000;

  beforeEach(async () => {
    await push(tenant, [ioc('a.example')]);
  });

  it('stays enabled below 5,000 hits in a day', async () => {
    tenant.hit('a.example', 4_999);
    clock.time += DAY;
    tenant.hit('a.example', 4_999);
    expect(tenant.get('a.example')).toMatchObject({ status: 'ENABLED' });
    expect(await changes(tenant)).toEqual([]);
  });

  it('is disabled by XDR with 5,000, which get_changes tells', async () => {
    tenant.hit('a.example', 4_000);
    clock.time += 1000;
    expect(tenant.hit('a.example', 1_000)).toMatchObject({ status: 'DISABLED' });
    expect(await changes(tenant)).toMatchObject([
      { RULE_STATUS: 'DISABLED', NUMBER_OF_HITS: 5_000, RULE_MODIFY_TIME: START + 1000 },
    ]);
  });

  it('needs as many again when it was enabled', () => {
    tenant.hit('a.example', 5_000);
    tenant.edit('a.example', { status: 'enabled' });
    expect(tenant.hit('a.example', 4_999)).toMatchObject({ status: 'ENABLED' });
    expect(tenant.hit('a.example', 1)).toMatchObject({ status: 'DISABLED' });
  });

  it('is not hit while it is disabled', async () => {
    tenant.edit('a.example', { status: 'disabled' });
    tenant.hit('a.example', 5_000);
    expect(await changes(tenant)).toMatchObject([{ NUMBER_OF_HITS: 0 }]);
  });
});
