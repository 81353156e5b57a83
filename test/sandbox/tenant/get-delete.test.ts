import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../../sandbox/tenant/tenant.ts';
import { call, changes, HandClock, ioc, push, START, start } from './client.ts';

let clock: HandClock;
let tenant: Tenant;

beforeEach(async () => {
  clock = new HandClock();
  tenant = await start({ clock });
  await push(
    tenant,
    Array.from({ length: 150 }, (_, index) => ioc(`${index}.example`)),
  );
});
afterEach(() => tenant.close());

const filter = (field: string, operator: string, value: unknown) => ({ field, operator, value });
const equal = (value: string) => filter('indicator', 'EQ', value);
const among = (...value: string[]) => filter('indicator', 'IN', value);

async function objects(requestData: unknown): Promise<Record<string, unknown>[]> {
  const { body } = await call(tenant, 'get', requestData);
  return (body as { objects: Record<string, unknown>[] }).objects;
}

async function found(...filters: unknown[]): Promise<unknown[]> {
  return (await objects({ filters })).map(({ indicator }) => indicator);
}

describe('get', () => {
  it('answers at top level, with all that XDR keeps of an IOC', async () => {
    clock.time += 1000;
    tenant.edit('7.example', { comment: 'mine' });
    tenant.hit('7.example', 3);
    const answer = await call(tenant, 'get', { filters: [equal('7.example')], extended_view: true });
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        objects_count: 1,
        objects_type: 'indicator',
        objects: [
          {
            rule_id: 8,
            indicator: '7.example',
            type: 'DOMAIN_NAME',
            severity: 'SEV_040_HIGH',
            expiration_date: -1,
            default_expiration_enabled: false,
            comment: 'mine',
            reputation: 'BAD',
            reliability: null,
            creation_time: START,
            modification_time: START + 1000,
            status: 'ENABLED',
            source: 'XSOAR TIM',
            number_of_issues: 3,
          },
        ],
      },
    ]);
  });

  it('tells less without the extended view', async () => {
    expect((await objects({ filters: [equal('7.example')] }))[0]).not.toHaveProperty('status');
  });

  it('says when each IOC was made, however often it was pushed since', async () => {
    clock.time += 1000;
    await push(tenant, [ioc('new.example'), ioc('7.example', { severity: 'LOW' })]);
    const filters = [among('7.example', 'new.example')];
    const listed = await objects({ filters, extended_view: true });
    expect(listed.map(({ creation_time }) => creation_time)).toEqual([START, START + 1000]);
  });

  it('finds by value, in any case', async () => {
    expect(await found(among('2.example', 'x', '1.EXAMPLE', '2.Example'))).toEqual([
      '2.example',
      '1.example',
    ]);
    expect(await found(equal('x'))).toEqual([]);
  });

  it('finds by other fields', async () => {
    tenant.edit('3.example', { severity: 'low', comment: 'c', expiration: '2030-01-01' });
    expect(await found(filter('severity', 'EQ', 'SEV_020_LOW'))).toEqual(['3.example']);
    expect(await found(filter('comment', 'EQ', 'c'))).toEqual(['3.example']);
    expect(await found(filter('rule_id', 'IN', [5, 9]))).toEqual(['4.example', '8.example']);
    expect(await found(filter('reliability', 'EQ', 'A'))).toEqual([]);
  });

  it('lets through only what all filters do', async () => {
    expect(await found(among('1.example', '2.example'), among('2.example', '3.example'))).toEqual([
      '2.example',
    ]);
    expect(await found(among('1.example', '2.example'), filter('rule_id', 'EQ', 3))).toEqual(['2.example']);
  });

  it('pages through everything, at most 100 at a time', async () => {
    const pages = [await objects({ filters: [] }), await objects({ search_from: 100, search_to: 200 })];
    expect(pages.map(({ length }) => length)).toEqual([100, 50]);
    expect(pages.flat().map(({ indicator }) => indicator)).toEqual(
      [...tenant.all()].map(({ value }) => value),
    );
    expect(await objects({ search_from: 3, search_to: 4 })).toMatchObject([{ indicator: '3.example' }]);
  });

  it.each([
    { search_from: 0, search_to: 101 },
    { search_from: 5, search_to: 4 },
    { search_from: -1 },
    { filters: [filter('status', 'EQ', 'ENABLED')] },
    { filters: [filter('indicator', 'CONTAINS', 'x')] },
    { filters: [filter('rule_id', 'GTE', 1)] },
    { filters: [filter('indicator', 'IN', 'x')] },
    { filters: [filter('indicator', 'EQ', ['x'])] },
    null,
  ])('answers 400 to %j', async (requestData) => {
    expect(await call(tenant, 'get', requestData)).toMatchObject({
      status: 400,
      reply: { err_code: 400 },
    });
  });
});

describe('delete', () => {
  it('removes what the filters name, and names the rules', async () => {
    const answer = await call(tenant, 'delete', { filters: [among('1.EXAMPLE', '2.example', 'x')] });
    expect([answer.status, answer.body]).toEqual([
      200,
      { objects_count: 2, objects_type: 'indicator', objects: [2, 3] },
    ]);
    expect([tenant.size, tenant.get('1.example')]).toEqual([148, undefined]);
  });

  it('tells nothing by get_changes, not even what a person changed before', async () => {
    tenant.edit('1.example', { severity: 'low' });
    await call(tenant, 'delete', { filters: [equal('1.example')] });
    expect(await changes(tenant)).toEqual([]);
  });

  it('of what is not there is no error', async () => {
    expect((await call(tenant, 'delete', { filters: [equal('x')] })).body).toMatchObject({
      objects_count: 0,
    });
  });

  it.each([{}, { filters: [] }])('never takes %j for everything', async (requestData) => {
    expect(await call(tenant, 'delete', requestData)).toMatchObject({ status: 400 });
    expect(tenant.size).toBe(150);
  });
});

describe('an older tenant', () => {
  it.each(['get', 'delete'])('answers 404 to %s', async (endpoint) => {
    const older = await start({ publicApi: false });
    expect(await call(older, endpoint, { filters: [equal('x')] })).toMatchObject({
      status: 404,
      reply: { err_code: 404 },
    });
    await older.close();
  });
});
