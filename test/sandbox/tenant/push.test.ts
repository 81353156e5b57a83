import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../../sandbox/tenant/tenant.ts';
import { call, changes, HandClock, ioc, post, push, START, start } from './client.ts';

let clock: HandClock;
let tenant: Tenant;

beforeEach(async () => {
  clock = new HandClock();
  tenant = await start({ clock });
});
afterEach(() => tenant.close());

const errorsOf = async (...iocs: unknown[]) => (await push(tenant, iocs)).reply;
const OK = { success: true, validation_errors: [] };

describe('tim_insert_jsons', () => {
  it('stores all that an IOC says', async () => {
    const vendors = [{ vendor_name: 'Feed', reputation: 'BAD', reliability: 'F' }];
    const full = {
      type: 'IP',
      severity: 'INFO',
      reputation: 'SUSPICIOUS',
      expiration_date: START + 1,
      reliability: 'A',
      vendors,
      comment: ['one', 'two'],
      class: 'C2',
    };
    expect(await errorsOf(ioc('192.0.2.1', full))).toEqual(OK);
    expect(tenant.get('192.0.2.1')).toEqual({
      value: '192.0.2.1',
      type: 'IP',
      severity: 'INFO',
      reputation: 'SUSPICIOUS',
      expiration: START + 1,
      status: 'ENABLED',
      comment: 'one, two',
      reliability: 'A',
      vendors,
      class: 'C2',
      source: 'XSOAR TIM',
      modified: START,
      id: 1,
    });
  });

  it('updates by value, and keeps the id', async () => {
    await push(tenant, [ioc('a.example'), ioc('b.example')]);
    clock.time += 5;
    await push(tenant, [ioc('a.example', { severity: 'LOW' })]);
    expect(tenant.size).toBe(2);
    expect(tenant.get('a.example')).toMatchObject({ id: 1, severity: 'LOW', modified: START + 5 });
    expect(tenant.get('b.example')).toMatchObject({ id: 2, severity: 'HIGH', modified: START });
  });

  it('takes null for whatever may be missing', async () => {
    const empty = { indicator: 'a.example', type: 'PATH', severity: 'LOW' };
    const nulls = { expiration_date: null, vendors: null, comment: null, class: null, status: null };
    expect(await errorsOf({ ...empty, ...nulls, reputation: null, reliability: null })).toEqual(OK);
    expect(tenant.get('a.example')).toMatchObject({
      reputation: 'UNKNOWN',
      expiration: -1,
      comment: '',
      vendors: null,
    });
  });

  it('takes every type in every form that it knows', async () => {
    const iocs = [
      ioc('a'.repeat(32), { type: 'HASH' }),
      ioc('A'.repeat(64), { type: 'HASH' }),
      ioc('255.1.2.3', { type: 'IP' }),
      ioc('/bin/x', { type: 'PATH' }),
      ioc('x.exe', { type: 'FILENAME' }),
      ioc('x'.repeat(1_000_000)),
    ];
    expect(await errorsOf(...iocs)).toEqual(OK);
    expect(tenant.size).toBe(iocs.length);
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown type', ioc('x', { type: 'IPV6' }), /^type/],
    ['a SHA-1 hash', ioc('a'.repeat(40), { type: 'HASH' }), /MD5 or SHA-256/],
    ['a hash that is not hexadecimal', ioc('g'.repeat(32), { type: 'HASH' }), /MD5 or SHA-256/],
    ['an IPv6 address', ioc('2001:db8::1', { type: 'IP' }), /IPv4/],
    ['a network', ioc('192.0.2.0/24', { type: 'IP' }), /IPv4/],
    ['an expiration in the past', ioc('x', { expiration_date: START - 1 }), /past/],
    ['an expiration that is no number', ioc('x', { expiration_date: '2030' }), /^expiration_date/],
    ['the severity UNKNOWN', ioc('x', { severity: 'UNKNOWN' }), /^severity/],
    ['a severity in lower case', ioc('x', { severity: 'high' }), /^severity/],
    ['a missing severity', ioc('x', { severity: undefined }), /^severity/],
    ['a bogus reputation', ioc('x', { reputation: 'EVIL' }), /^reputation/],
    ['a bogus status', ioc('x', { status: 'OFF' }), /^status/],
    ['a comment that is no text', ioc('x', { comment: [1] }), /^comment/],
    ['a bogus reliability', ioc('x', { reliability: 'Z' }), /^reliability/],
    ['a vendor without a name', ioc('x', { vendors: [{ reputation: 'BAD', reliability: 'A' }] }), /^vendors/],
    ['a class that is no text', ioc('x', { class: {} }), /^class/],
    ['a missing indicator', ioc('x', { indicator: undefined }), /no indicator/],
    ['a blank indicator', ioc('  '), /no indicator/],
    ['an item that is null', null, /not an object/],
    ['an item that is a text', 'a.example', /not an object/],
    ['an item that is a list', [ioc('x')], /not an object/],
  ])('refuses %s, and stores the others', async (_case, bad, error) => {
    expect(await errorsOf(ioc('before.example'), bad, ioc('after.example'))).toMatchObject({
      success: true,
      validation_errors: [{ error: expect.stringMatching(error) }],
    });
    expect([...tenant.all()].map(({ value }) => value)).toEqual(['before.example', 'after.example']);
  });

  it('names the refused indicator', async () => {
    expect(await errorsOf(ioc('::1', { type: 'IP' }))).toMatchObject({
      validation_errors: [{ indicator: '::1' }],
    });
  });

  it('drops what it refuses without a word, unless validate is asked for', async () => {
    const answer = await call(tenant, 'tim_insert_jsons', [ioc('::1', { type: 'IP' }), ioc('a.example')]);
    expect(answer).toMatchObject({ status: 200, reply: OK });
    expect(tenant.size).toBe(1);
  });

  it('leaves a disabled IOC disabled, and says that it exists', async () => {
    await push(tenant, [ioc('a.example', { status: 'DISABLED' })]);
    expect(tenant.get('a.example')).toMatchObject({ status: 'DISABLED' });
    expect(await errorsOf(ioc('a.example', { severity: 'LOW' }))).toEqual({
      success: true,
      validation_errors: [{ indicator: 'a.example', error: 'already exists' }],
    });
    expect(tenant.get('a.example')).toMatchObject({ status: 'DISABLED', severity: 'LOW' });
    expect(await errorsOf(ioc('a.example', { status: 'DISABLED' }))).toEqual(OK);
    await call(tenant, 'enable_iocs', ['a.example']);
    expect(await errorsOf(ioc('a.example'))).toEqual(OK);
  });

  it('takes 40,000 IOCs, and not one more', async () => {
    const iocs = Array.from({ length: 40_001 }, (_, index) => ioc(`${index}.example`));
    expect(await push(tenant, iocs)).toMatchObject({
      status: 400,
      reply: { err_code: 400, err_msg: expect.stringContaining('40,000'), err_extra: null },
    });
    expect(tenant.size).toBe(0);
    expect(await push(tenant, iocs.slice(1))).toMatchObject({ status: 200, reply: OK });
    expect(tenant.size).toBe(40_000);
  });

  it('holds as many IOCs as its limit, and refuses a push beyond it whole', async () => {
    await tenant.close();
    tenant = await start({ iocLimit: 2 });
    expect(await push(tenant, [ioc('a.example'), ioc('a.example'), ioc('b.example')])).toMatchObject({
      status: 200,
    });
    expect(await push(tenant, [ioc('a.example', { severity: 'LOW' }), ioc('b.example')])).toMatchObject({
      status: 200,
    });
    expect(await push(tenant, [ioc('a.example'), ioc('c.example')])).toMatchObject({
      status: 400,
      reply: { err_msg: expect.stringContaining('at most 2 IOCs') },
    });
    expect(tenant.get('a.example')).toMatchObject({ severity: 'LOW' });
  });

  it.each([
    ['no JSON', '{"request_data": ['],
    ['no object', '[]'],
    ['without request_data', '{}'],
    ['with request_data that is no list', '{"request_data": {}}'],
  ])('answers 400 to a body that is %s', async (_case, body) => {
    expect(await post(tenant, 'tim_insert_jsons/', body)).toMatchObject({
      status: 400,
      reply: { err_code: 400 },
    });
  });
});

describe('enable_iocs and disable_iocs', () => {
  it('set the status, and pass over what the tenant does not know', async () => {
    await push(tenant, [ioc('a.example'), ioc('b.example')]);
    clock.time += 1000;
    expect(await call(tenant, 'disable_iocs', ['a.example', 'unknown.example'])).toMatchObject({
      status: 200,
      reply: true,
    });
    expect(tenant.get('a.example')).toMatchObject({ status: 'DISABLED', modified: START + 1000 });
    expect(tenant.get('b.example')).toMatchObject({ status: 'ENABLED', modified: START });
    expect(await call(tenant, 'enable_iocs/', ['a.example'])).toMatchObject({ reply: true });
    expect(tenant.get('a.example')).toMatchObject({ status: 'ENABLED' });
    expect(tenant.size).toBe(2);
  });

  it.each([{}, [1], 'a.example', null])('answer 400 to %j', async (data) => {
    expect(await call(tenant, 'enable_iocs', data)).toMatchObject({ status: 400 });
  });

  it('are told by get_changes, with the IOC`s own values and the time of the call', async () => {
    await push(tenant, [ioc('a.example', { expiration_date: START + 9_000 }), ioc('b.example')]);
    clock.time += 1000;
    await call(tenant, 'disable_iocs', ['a.example', 'b.example']);
    expect(await changes(tenant)).toMatchObject([
      {
        RULE_INDICATOR: 'a.example',
        RULE_STATUS: 'DISABLED',
        REPUTATION: 'BAD',
        RULE_EXPIRATION_TIME: START + 9_000,
        RULE_MODIFY_TIME: START + 1000,
      },
      { RULE_INDICATOR: 'b.example', RULE_MODIFY_TIME: START + 1000 },
    ]);
  });

  it('tell nothing of what has this status already', async () => {
    await push(tenant, [ioc('a.example')]);
    await call(tenant, 'enable_iocs', ['a.example']);
    expect(await changes(tenant)).toEqual([]);
  });

  it('disable, for XSOAR, only what came from XSOAR', async () => {
    const theirs = tenant.create({ value: 'theirs.example', type: 'DOMAIN_NAME' });
    expect(await call(tenant, 'disable_iocs', ['theirs.example'])).toMatchObject({ reply: true });
    expect(tenant.get('theirs.example')).toBe(theirs);
  });

  it('disable, for anybody else, what people made too', async () => {
    tenant.create({ value: 'theirs.example', type: 'DOMAIN_NAME' });
    await post(tenant, 'disable_iocs', '{"request_data":["theirs.example"]}');
    expect(tenant.get('theirs.example')).toMatchObject({ status: 'DISABLED' });
  });
});

describe('a value', () => {
  const UPPER = 'D41D8CD98F00B204E9800998ECF8427E';

  it.each([
    ['HASH', UPPER, UPPER.toLowerCase()],
    ['DOMAIN_NAME', 'Evil.example', 'evil.EXAMPLE'],
  ])('of the type %s is the same IOC in any case, under its first spelling', async (type, first, second) => {
    await push(tenant, [ioc(first, { type })]);
    await push(tenant, [ioc(second, { type, severity: 'LOW' })]);
    expect([...tenant.all()]).toMatchObject([{ value: first, id: 1, severity: 'LOW' }]);
    expect(tenant.get(second)?.value).toBe(first);
  });

  it.each(['PATH', 'FILENAME'])('of the type %s is another IOC in another case', async (type) => {
    await push(tenant, [ioc('a/B', { type }), ioc('a/b', { type, severity: 'LOW' })]);
    expect([tenant.get('a/B')?.severity, tenant.get('a/b')?.severity]).toEqual(['HIGH', 'LOW']);
    expect(tenant.get('A/B')).toBeUndefined();
  });

  it('is one IOC whatever its type: the last push decides', async () => {
    await push(tenant, [ioc('Evil.example')]);
    await push(tenant, [ioc('Evil.example', { type: 'PATH' })]);
    expect([...tenant.all()]).toMatchObject([{ value: 'Evil.example', type: 'PATH', id: 1 }]);
    await push(tenant, [ioc('evil.example', { type: 'PATH' })]);
    expect(tenant.size).toBe(2);
  });

  it('that is disabled is named as it was pushed', async () => {
    await push(tenant, [ioc('Evil.example', { status: 'DISABLED' })]);
    expect(await errorsOf(ioc('evil.example'))).toMatchObject({
      validation_errors: [{ indicator: 'evil.example', error: 'already exists' }],
    });
  });
});

describe('an IOC at its expiration date', () => {
  it('is removed, without a word', async () => {
    await push(tenant, [ioc('a.example', { expiration_date: START + 1000 }), ioc('b.example')]);
    tenant.edit('a.example', { severity: 'low' });
    clock.time += 999;
    expect(tenant.size).toBe(2);
    clock.time += 1;
    expect([tenant.size, tenant.get('a.example')]).toEqual([1, undefined]);
    expect(await changes(tenant)).toEqual([]);
  });

  it('is new when it is pushed again', async () => {
    await push(tenant, [ioc('a.example', { expiration_date: START + 1000, status: 'DISABLED' })]);
    clock.time += 1000;
    expect(await errorsOf(ioc('a.example'))).toEqual(OK);
    expect(tenant.get('a.example')).toMatchObject({ id: 2, status: 'ENABLED' });
  });
});
