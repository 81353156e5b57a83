import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../../sandbox/tenant/tenant.ts';
import { HandClock, KEY, KEY_ID, post, START, signed, start } from './client.ts';

const NOW = JSON.stringify({ request_data: { last_update_ts: 0 } });
const ask = (tenant: Tenant, headers: Record<string, string>) => post(tenant, 'get_changes', NOW, headers);

describe('an Advanced key', () => {
  let clock: HandClock;
  let tenant: Tenant;

  beforeEach(async () => {
    clock = new HandClock();
    tenant = await start({ keyLevel: 'Advanced', clock });
  });
  afterEach(() => tenant.close());

  it('is accepted when it signed the request', async () => {
    expect(await ask(tenant, signed(START))).toMatchObject({ status: 200, reply: [] });
  });

  it('is accepted with the published test vector', async () => {
    clock.time = 1590969600000;
    const key =
      't3PkfrEhaRAD9a3r6Lq5cVPyqdMqtLd8cOJlSWUtbslkbERUgb2BTkSNRtDr3C6CWAgYqxvyzwDFJ83BLBgu1V2cxQY7rsoo2ks2u3W2aBL2BlteF8C8u75lCVUrNbv1';
    const other = await start({ keyLevel: 'Advanced', key, clock });
    const headers = {
      authorization: 'da94963b561e3c95899d843b1284cecf410606e9e809be528ec1cf03880c6e9e',
      'x-xdr-auth-id': KEY_ID,
      'x-xdr-nonce': '1'.repeat(64),
      'x-xdr-timestamp': '1590969600000',
    };
    expect(await ask(other, headers)).toMatchObject({ status: 200 });
    await other.close();
  });

  it.each([-300_000, 300_000])('is valid %i ms from the clock, and no further', async (distance) => {
    expect(await ask(tenant, signed(START + distance))).toMatchObject({ status: 200 });
    expect(await ask(tenant, signed(START + distance + Math.sign(distance) * 1000))).toMatchObject({
      status: 401,
      reply: { err_msg: expect.stringContaining('5 minutes') },
    });
  });

  it('is refused when a signature comes again, also minutes later', async () => {
    const headers = signed(START + 299_000);
    expect(await ask(tenant, headers)).toMatchObject({ status: 200 });
    expect(await ask(tenant, headers)).toMatchObject({ status: 401 });
    clock.time += 9 * 60_000;
    expect(await ask(tenant, signed(START + 540_000))).toMatchObject({ status: 200 });
    expect(await ask(tenant, headers)).toMatchObject({
      status: 401,
      reply: { err_msg: expect.stringContaining('used before') },
    });
  });

  it('keeps its nonce unspent when the signature was wrong', async () => {
    const nonce = 'n'.repeat(64);
    expect(await ask(tenant, signed(START, { nonce, key: 'other' }))).toMatchObject({ status: 401 });
    expect(await ask(tenant, signed(START, { nonce }))).toMatchObject({ status: 200 });
  });

  it.each<[string, Record<string, string>]>([
    ['another key signed', signed(START, { key: 'another' })],
    ['another key id', signed(START, { id: '8' })],
    ['the key itself is sent', { authorization: KEY, 'x-xdr-auth-id': KEY_ID }],
    ['the nonce is missing', { authorization: signed(START).authorization ?? '' }],
    ['the nonce is short', signed(START, { nonce: 'n'.repeat(63) })],
    ['the nonce holds other characters', signed(START, { nonce: '-'.repeat(64) })],
    ['the timestamp is no number', signed('yesterday')],
    ['the timestamp is not in whole seconds', signed(START + 1)],
    ['the signature is upper case', upperCased()],
  ])('is refused when %s, without repeating what was sent', async (_case, headers) => {
    const answer = await ask(tenant, headers);
    expect(answer).toMatchObject({ status: 401, reply: { err_code: 401, err_extra: null } });
    const text = JSON.stringify(answer.reply);
    for (const sent of Object.values(headers).filter((header) => header.length > 4)) {
      expect(text).not.toContain(sent);
    }
  });
});

describe('a Standard key', () => {
  let tenant: Tenant;

  beforeEach(async () => {
    tenant = await start({ keyLevel: 'Standard' });
  });
  afterEach(() => tenant.close());

  it('is accepted as it is, any number of times', async () => {
    expect(await ask(tenant, {})).toMatchObject({ status: 200 });
    expect(await ask(tenant, {})).toMatchObject({ status: 200 });
  });

  it.each<[string, Record<string, string>]>([
    ['it signed the request as an Advanced key does', signed(START)],
    ['it is another key', { authorization: 'another-key' }],
    ['the id is wrong', { 'x-xdr-auth-id': 'another-id' }],
    ['the id is missing', { 'x-xdr-auth-id': '' }],
    ['there is no key', { authorization: '' }],
  ])('is refused when %s', async (_case, headers) => {
    expect(await ask(tenant, headers)).toMatchObject({ status: 401, reply: { err_code: 401 } });
  });

  it('is asked for when the header is missing altogether', async () => {
    const response = await fetch(`${tenant.url}/public_api/v1/indicators/get_changes`, {
      method: 'POST',
      body: NOW,
    });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('Authorization header is missing');
  });

  it('guards every change', async () => {
    const refused = { authorization: 'wrong' };
    expect(await post(tenant, 'tim_insert_jsons', '{"request_data":[]}', refused)).toMatchObject({
      status: 401,
    });
    expect(await post(tenant, 'sync_tim_iocs', 'not even a form', refused)).toMatchObject({ status: 401 });
  });
});

function upperCased(): Record<string, string> {
  const headers = signed(START);
  return { ...headers, authorization: (headers.authorization ?? '').toUpperCase() };
}
