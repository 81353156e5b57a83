import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../../sandbox/tenant/tenant.ts';
import { call, changes, ioc, push, start } from './client.ts';

let tenant: Tenant;

beforeEach(async () => {
  tenant = await start();
  await push(
    tenant,
    Array.from({ length: 150 }, (_, index) => ioc(`${index}.example`)),
  );
});
afterEach(() => tenant.close());

const equal = (value: string) => ({ field: 'indicator', operator: 'EQ', value });
const among = (...value: string[]) => ({ field: 'indicator', operator: 'IN', value });

async function found(requestData: unknown): Promise<unknown[]> {
  const { reply } = await call(tenant, 'get', requestData);
  return (reply as { objects: { indicator: string }[] }).objects.map(({ indicator }) => indicator);
}

describe('get', () => {
  it('finds by value', async () => {
    expect(await call(tenant, 'get', { filters: [equal('7.example')], extended_view: true })).toMatchObject({
      status: 200,
      reply: {
        objects_count: 1,
        objects: [
          {
            rule_id: 8,
            indicator: '7.example',
            type: 'DOMAIN_NAME',
            severity: 'SEV_040_HIGH',
            status: 'ENABLED',
          },
        ],
      },
    });
    expect(await found({ filters: [among('2.example', 'x', '1.example')] })).toEqual([
      '2.example',
      '1.example',
    ]);
    expect(await found({ filters: [equal('x')] })).toEqual([]);
  });

  it('lets through only what all filters do', async () => {
    expect(
      await found({ filters: [among('1.example', '2.example'), among('2.example', '3.example')] }),
    ).toEqual(['2.example']);
  });

  it('tells less without the extended view', async () => {
    const { reply } = await call(tenant, 'get', { filters: [equal('7.example')] });
    expect((reply as { objects: object[] }).objects[0]).not.toHaveProperty('status');
  });

  it('pages through everything, at most 100 at a time', async () => {
    const first = await found({ filters: [] });
    const second = await found({ search_from: 100, search_to: 200 });
    expect(first).toHaveLength(100);
    expect([...first, ...second]).toEqual([...tenant.all()].map(({ value }) => value));
    expect(await found({ search_from: 3, search_to: 4 })).toEqual(['3.example']);
  });

  it.each([
    { search_from: 0, search_to: 101 },
    { search_from: 5, search_to: 4 },
    { search_from: -1 },
    { filters: [{ ...equal('x'), field: 'severity' }] },
    { filters: [{ ...equal('x'), operator: 'CONTAINS' }] },
    { filters: [{ ...among(), value: 'x' }] },
    null,
  ])('answers 400 to %j', async (requestData) => {
    expect(await call(tenant, 'get', requestData)).toMatchObject({ status: 400 });
  });
});

describe('delete', () => {
  it('removes what the filters name, and that anybody changed it', async () => {
    tenant.edit('1.example', { severity: 'low' });
    expect(await call(tenant, 'delete', { filters: [among('1.example', '2.example', 'x')] })).toMatchObject({
      status: 200,
      reply: { objects_count: 2 },
    });
    expect(tenant.size).toBe(148);
    expect(tenant.get('1.example')).toBeUndefined();
    expect(await changes(tenant)).toEqual([]);
  });

  it.each([{}, { filters: [] }])('never takes %j for everything', async (requestData) => {
    expect(await call(tenant, 'delete', requestData)).toMatchObject({ status: 400 });
    expect(tenant.size).toBe(150);
  });
});
