import { afterEach, describe, expect, it } from '@jest/globals';
import type { IocObject } from '../../src/xdr/public-iocs.ts';
import {
  failing,
  json,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../support/scripted-server.ts';
import { createTestClient, failureOf } from '../support/xdr.ts';

let server: ScriptedServer;
afterEach(async () => {
  await server.close();
});

/** What the n-th request had in its `request_data`. */
function asked(index: number): { search_from: number; search_to: number; filters: { value: unknown[] }[] } {
  return JSON.parse(server.seen[index]?.body ?? '').request_data;
}

async function all(iocs: AsyncIterable<IocObject>): Promise<IocObject[]> {
  const found: IocObject[] = [];
  for await (const ioc of iocs) {
    found.push(ioc);
  }
  return found;
}

/** A tenant that holds so many IOCs. */
function holding(count: number): Script {
  return (response, request) => {
    const { search_from: from, search_to: to } = JSON.parse(request.body).request_data;
    const objects = Array.from({ length: Math.max(0, Math.min(to, count) - from) }, (_, index) => ({
      indicator: `${from + index}.example.com`,
    }));
    json(200, { objects_count: objects.length, objects_type: 'indicator', objects })(response, request);
  };
}

describe('getIocs', () => {
  it('asks for pages of a hundred until one is short', async () => {
    server = await startScriptedServer(holding(250));
    const filters = [{ field: 'type', operator: 'EQ', value: 'IP' }] as const;
    expect(await all(createTestClient(server).xdr.getIocs(filters))).toHaveLength(250);
    expect(server.seen.map(({ url }) => url)).toEqual(Array(3).fill('/public_api/v1/indicators/get'));
    expect(asked(1)).toEqual({ filters, search_from: 100, search_to: 200, extended_view: true });
  });

  it('ends behind a last page that is full', async () => {
    server = await startScriptedServer(holding(100));
    expect(await all(createTestClient(server).xdr.getIocs([]))).toHaveLength(100);
    expect(server.seen).toHaveLength(2);
  });

  it('stops at a page that was there already', async () => {
    const objects = Array.from({ length: 100 }, (_, index) => ({ rule_id: index }));
    server = await startScriptedServer(json(200, { objects }));
    expect(await all(createTestClient(server).xdr.getIocs([]))).toHaveLength(100);
    expect(server.seen).toHaveLength(2);
  });

  it('asks for no more than the limit', async () => {
    server = await startScriptedServer(holding(1000));
    expect(await all(createTestClient(server).xdr.getIocs([], { limit: 130 }))).toHaveLength(130);
    expect(server.seen).toHaveLength(2);
    expect(asked(1)).toMatchObject({ search_from: 100, search_to: 130 });
  });

  it.each([true, false])('names what XDR says in words (with reply: %p)', async (isInReply) => {
    const answer = {
      objects: [
        {
          rule_id: 7,
          indicator: 'a.example.com',
          type: 'DOMAIN_NAME',
          severity: 'SEV_030_MEDIUM',
          expiration_date: -1,
          comment: 'why',
          reputation: 'BAD',
          creation_time: 1,
          modification_time: 2,
          status: 'ENABLED',
          source: 'XSOAR TIM',
          number_of_issues: 3,
        },
      ],
    };
    server = await startScriptedServer(json(200, isInReply ? { reply: answer } : answer));
    expect(await all(createTestClient(server).xdr.getIocs([]))).toEqual([
      {
        ruleId: 7,
        indicator: 'a.example.com',
        type: 'DOMAIN_NAME',
        severity: 'SEV_030_MEDIUM',
        expiration: -1,
        comment: 'why',
        reputation: 'BAD',
        created: 1,
        modified: 2,
        status: 'ENABLED',
        source: 'XSOAR TIM',
        hits: 3,
      },
    ]);
  });

  it('leaves out what XDR does not say in its usual way', async () => {
    server = await startScriptedServer(
      json(200, { objects: [{ indicator: 5, comment: ['a'], status: 'ENABLED' }, null] }),
    );
    expect(await all(createTestClient(server).xdr.getIocs([]))).toEqual([{ status: 'ENABLED' }, {}]);
  });
});

describe('deleteIocs', () => {
  it('names the values, a hundred a call, and says how many there were', async () => {
    server = await startScriptedServer(json(200, { objects_count: 90, objects: [] }));
    const values = Array.from({ length: 150 }, (_, index) => `${index}.example.com`);
    expect(await createTestClient(server).xdr.deleteIocs(values)).toBe(180);
    expect(server.seen.map(({ url }) => url)).toEqual(Array(2).fill('/public_api/v1/indicators/delete'));
    expect(asked(0)).toEqual({
      filters: [{ field: 'indicator', operator: 'IN', value: values.slice(0, 100) }],
    });
    expect(asked(1).filters[0]?.value).toEqual(values.slice(100));
  });

  it('never asks to delete without naming something', async () => {
    server = await startScriptedServer(json(200, { objects_count: 9 }));
    expect(await createTestClient(server).xdr.deleteIocs([])).toBe(0);
    expect(server.seen).toEqual([]);
  });

  it('takes a reply without a count for a refusal', async () => {
    server = await startScriptedServer(json(200, { reply: { err_code: 500, err_msg: 'no' } }));
    expect((await failureOf(createTestClient(server).xdr.deleteIocs(['a']))).kind).toBe('refused');
  });
});

describe('an endpoint that the tenant does not have', () => {
  it.each([404, 403])('is told by %d when it shows IOCs', async (status) => {
    server = await startScriptedServer(failing(status, 'nothing here'));
    const error = await failureOf(createTestClient(server).xdr.getIocs([]).next());
    expect([error.kind, error.status]).toEqual(['not-offered', status]);
    expect(error.message).toBe(
      `This tenant, or this API key, does not offer to show its IOCs. XDR said: nothing here (HTTP ${status})`,
    );
  });

  it.each([404, 403])('is told by %d when it deletes, with what to do instead', async (status) => {
    server = await startScriptedServer(failing(status, 'nothing here'));
    const error = await failureOf(createTestClient(server).xdr.deleteIocs(['a']));
    expect([error.kind, error.status]).toEqual(['not-offered', status]);
    expect(error.advice).toContain('!xdr-iocs-disable');
  });

  it('is not what a 404 of the others means', async () => {
    server = await startScriptedServer(failing(404, 'nothing here'));
    expect((await failureOf(createTestClient(server).xdr.disable(['a']))).kind).toBe('not-found');
  });
});
