import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../../sandbox/tenant/tenant.ts';
import { call, ioc, lines, post, push, start, sync, syncForm } from './client.ts';

let tenant: Tenant;

beforeEach(async () => {
  tenant = await start();
});
afterEach(() => tenant.close());

const values = () => [...tenant.all()].map(({ value }) => value).sort();
const MULTIPART = 'multipart/form-data; boundary=cut';
const HEAD =
  '--cut\r\nContent-Disposition: form-data; name="file"; filename="iocs.json"\r\nContent-Type: application/json\r\n\r\n';

describe('sync_tim_iocs', () => {
  it('makes the file the set that came from XSOAR, and leaves what people added', async () => {
    await push(tenant, [ioc('stays.example'), ioc('goes.example')]);
    tenant.edit('goes.example', { severity: 'low' });
    tenant.create({ value: 'theirs.example', type: 'DOMAIN_NAME' });
    const file = lines(ioc('stays.example', { severity: 'LOW' }), ioc('new.example'));
    expect(await sync(tenant, file)).toMatchObject({ status: 200, reply: true });
    expect(values()).toEqual(['new.example', 'stays.example', 'theirs.example']);
    expect(tenant.get('stays.example')).toMatchObject({ id: 1, severity: 'LOW', source: 'XSOAR TIM' });
    expect(tenant.get('theirs.example')).toMatchObject({ source: 'XDR' });
  });

  it('takes an IOC that a person added over, when the file names it', async () => {
    tenant.create({ value: 'theirs.example', type: 'DOMAIN_NAME' });
    await sync(tenant, lines(ioc('theirs.example')));
    expect(tenant.get('theirs.example')).toMatchObject({ id: 1, source: 'XSOAR TIM' });
    await sync(tenant, '');
    expect(tenant.size).toBe(0);
  });

  it('reads blank lines, both line ends, a repeated value and a last line with or without its end', async () => {
    const file = `${lines(ioc('a.example'))}\r\n\n${lines(ioc('a.example', { severity: 'LOW' }))}\n`;
    expect(await sync(tenant, file)).toMatchObject({ status: 200 });
    expect(tenant.get('a.example')).toMatchObject({ severity: 'LOW' });
    expect(tenant.size).toBe(1);
  });

  it('reads a file of many pieces, with texts that look like line ends or need several bytes', async () => {
    const iocs = Array.from({ length: 5000 }, (_, index) =>
      ioc(`${index}-é-日本-😀.example`, { comment: ['\u2028\u2029', 'x'.repeat(index % 200)] }),
    );
    expect(await sync(tenant, lines(...iocs, ioc('y'.repeat(1_000_000))))).toMatchObject({ status: 200 });
    expect(tenant.size).toBe(5001);
    expect(tenant.get('4999-é-日本-😀.example')).toMatchObject({
      comment: `\u2028\u2029, ${'x'.repeat(199)}`,
    });
  });

  it('names an IOC in any case, where its type allows that', async () => {
    await push(tenant, [ioc('Evil.example'), ioc('/a/B', { type: 'PATH' })]);
    await sync(tenant, lines(ioc('evil.EXAMPLE'), ioc('/a/b', { type: 'PATH' })));
    expect(values()).toEqual(['/a/b', 'Evil.example']);
    expect(tenant.get('evil.example')).toMatchObject({ id: 1 });
  });

  it('leaves a disabled IOC disabled', async () => {
    await push(tenant, [ioc('a.example', { status: 'DISABLED' })]);
    await sync(tenant, lines(ioc('a.example')));
    expect(tenant.get('a.example')).toMatchObject({ status: 'DISABLED' });
  });

  it('drops what a tenant refuses', async () => {
    const file = lines(
      ioc('a.example'),
      ioc('::1', { type: 'IP' }),
      ioc('b.example', { severity: 'UNKNOWN' }),
    );
    expect(await sync(tenant, file)).toMatchObject({ status: 200 });
    expect(values()).toEqual(['a.example']);
  });

  it.each([
    ['is cut off', '{"indicator": "a.ex'],
    ['is no object', '["a.example"]'],
    ['names no indicator', '{"type": "IP"}'],
  ])('names the line that %s, and changes nothing', async (_case, bad) => {
    await push(tenant, [ioc('before.example')]);
    const file = `${lines(ioc('a.example'))}\n\n${bad}\n${lines(ioc('b.example'))}`;
    expect(await sync(tenant, file)).toMatchObject({
      status: 400,
      reply: { err_code: 400, err_msg: expect.stringContaining('Line 3 ') },
    });
    expect(values()).toEqual(['before.example']);
  });

  it('answers a bad first line while most of the file has yet to come', async () => {
    const file = `bad\n${`${lines(ioc('a.example', { comment: ['x'.repeat(1000)] }))}\n`.repeat(20_000)}`;
    expect(await sync(tenant, file)).toMatchObject({
      status: 400,
      reply: { err_msg: 'Line 1 of the file is not JSON.' },
    });
    expect(await call(tenant, 'get_changes', { last_update_ts: 0 })).toMatchObject({ status: 200 });
  });

  it('refuses a file beyond the tenant`s limit, and changes nothing', async () => {
    await tenant.close();
    tenant = await start({ iocLimit: 2 });
    tenant.create({ value: 'theirs.example', type: 'DOMAIN_NAME' });
    await push(tenant, [ioc('a.example')]);
    expect(await sync(tenant, lines(ioc('b.example'), ioc('c.example')))).toMatchObject({ status: 400 });
    expect(values()).toEqual(['a.example', 'theirs.example']);
    expect(await sync(tenant, lines(ioc('b.example'), ioc('theirs.example')))).toMatchObject({ status: 200 });
    expect(values()).toEqual(['b.example', 'theirs.example']);
  });

  it.each([
    ['under another name', syncForm('', { field: 'iocs' })],
    ['with another file name', syncForm('', { name: 'iocs.txt' })],
    ['of another type', syncForm('', { type: 'text/plain' })],
    ['twice', twice()],
    ['with another field', withField()],
    ['as JSON', JSON.stringify({ request_data: [] })],
  ])('refuses a file that comes %s', async (_case, body) => {
    await push(tenant, [ioc('before.example')]);
    expect(await post(tenant, 'sync_tim_iocs', body)).toMatchObject({ status: 400 });
    expect(values()).toEqual(['before.example']);
  });

  it.each([
    ['has no boundary', 'multipart/form-data', HEAD],
    ['is empty', MULTIPART, ''],
    ['is no multipart text', MULTIPART, 'anything'],
    ['has no part', MULTIPART, '--cut--\r\n'],
    ['ends in a part`s head', MULTIPART, '--cut\r\nContent-Disposition: form-data; na'],
    ['has a part with half a head', MULTIPART, '--cut\r\nContent-Disposition: form-data\r\n--cut--\r\n'],
    ['ends within the file', MULTIPART, `${HEAD}${lines(ioc('a.example'))}\n`],
  ])('answers 400 to a body that %s', async (_case, type, body) => {
    await push(tenant, [ioc('before.example')]);
    expect(await post(tenant, 'sync_tim_iocs', body, { 'content-type': type })).toMatchObject({
      status: 400,
    });
    expect(values()).toEqual(['before.example']);
  });
});

function twice(): FormData {
  const form = syncForm('');
  form.append('file', new Blob([''], { type: 'application/json' }), 'iocs.json');
  return form;
}

function withField(): FormData {
  const form = syncForm('');
  form.append('note', 'hello');
  return form;
}
