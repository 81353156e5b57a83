import { afterEach, describe, expect, it } from '@jest/globals';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { HostError } from '../../src/errors.ts';
import { MemoryContext } from '../../src/outside/context-store.ts';
import { Ledger } from '../../src/outside/ledger.ts';
import { connectXsoar, hostOf } from '../../src/outside/sides.ts';
import { type Host, HostGone } from '../../src/xsoar/host.ts';
import { searchAll } from '../../src/xsoar/search.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { startProxy, stopNetwork } from '../support/network.ts';
import { startRest } from '../support/xsoar-rest.ts';
import { Cleanup, putIps, XSOAR_KEY } from './support.ts';

const cleanup = new Cleanup();
afterEach(async () => await cleanup.run());

async function start(url?: string, proxy = '') {
  const clock = new FakeClock();
  const xsoar = new SandboxXsoar({ clock });
  const bodies: Record<string, unknown>[] = [];
  const rest = await startRest(xsoar, { generation: 6, key: XSOAR_KEY, clock, base: '/acc_one' });
  rest.onRequest(({ body }) => {
    if (body !== '') bodies.push(JSON.parse(body));
    return 'continue';
  });
  cleanup.add(() => rest.close());
  const edge = { clock, random: () => 0.5, proxyFor: () => proxy, extraCertificates: () => undefined };
  const side = { url: rest.url, key: XSOAR_KEY, keyId: undefined, keyLevel: 'Auto' } as const;
  const client = connectXsoar({
    side,
    access: 'write',
    insecure: false,
    proxy: true,
    edge,
    onNotice: () => undefined,
  });
  const params = {
    feedReliability: 'B - Usually reliable',
    feedExpirationPolicy: 'interval',
    feedExpirationInterval: '60',
    feedBypassExclusionList: true,
  };
  const host: Host = hostOf({
    client,
    url: url ?? rest.url,
    access: 'write',
    context: new MemoryContext(),
    params,
    ledger: new Ledger(),
    onResults: () => undefined,
    onLog: () => undefined,
  });
  return { xsoar, rest, host, bodies };
}

describe('XSOAR over REST', () => {
  it('is asked in a flat body, by 1,000 at most, and goes on from the last sort values', async () => {
    const { xsoar, host, bodies } = await start();
    putIps(xsoar, 0, 1_500);
    const found = await searchAll(host, { query: 'type:IP', fields: ['value'] });
    expect(found).toHaveLength(1_500);
    expect(bodies[0]).toEqual({
      query: 'type:IP',
      size: 1000,
      page: 0,
      sort: [
        { field: 'modified', asc: true },
        { field: 'id', asc: true },
      ],
    });
    expect(bodies[1]).toMatchObject({ searchAfter: [expect.any(String), expect.any(String)] });
  });

  it('is given indicators as the server would fill them in itself', async () => {
    const { xsoar, host, bodies } = await start();
    await host.createIndicators([
      { value: '192.0.2.1', type: 'IP', score: 3, fields: { tags: ['x'] }, rawJSON: {} },
    ]);
    expect(bodies).toEqual([
      {
        bypassExclusionList: true,
        indicators: [
          {
            value: '192.0.2.1',
            type: 'IP',
            score: 3,
            fields: { tags: ['x'] },
            rawJSON: {},
            sourceBrand: expect.any(String),
            sourceInstance: expect.stringMatching(/_outside$/),
            reliability: 'B - Usually reliable',
            expirationPolicy: 'interval',
            expirationInterval: 60,
          },
        ],
      },
    ]);
    expect(xsoar.indicators.get('192.0.2.1')?.score).toBe(3);
  });

  it('asks for its version once, and again where that failed', async () => {
    const { rest, host } = await start();
    let fails = true;
    rest.onRequest((_request, response) => {
      if (!fails) return 'continue';
      response.writeHead(403).end();
      return 'handled';
    });
    await expect(host.version()).rejects.toThrow(HostGone);
    fails = false;
    expect([await host.version(), await host.version()]).toEqual(['8.4.0', '8.4.0']);
    expect(rest.seen).toHaveLength(2);
  });

  it('has pages for people where its API has none of its own', async () => {
    expect(await (await start('https://xsoar.example')).host.serverUrl()).toBe('https://xsoar.example');
    expect(await (await start('https://api-x.example')).host.serverUrl()).toBe('https://x.example');
  });

  it('is reached through the proxy of the environment', async () => {
    const proxy = await startProxy();
    cleanup.add(stopNetwork);
    const { rest, host } = await start(undefined, proxy.url);
    await host.searchIndicators({ query: 'type:IP', size: 10, fields: [] });
    expect(proxy.asked).toEqual([`POST ${rest.url}/indicators/search`]);
  });

  it('that reads one indicator badly is narrowed down, and one that is gone is not', async () => {
    const { rest, host } = await start();
    const status = { now: 500 };
    rest.onRequest((_request, response) => {
      response.writeHead(status.now).end();
      return 'handled';
    });
    const ask = async () => await host.searchIndicators({ query: 'x', size: 1, fields: [] });
    await expect(ask()).rejects.not.toThrow(HostGone);
    await expect(ask()).rejects.toThrow(HostError);
    status.now = 401;
    await expect(ask()).rejects.toThrow(HostGone);
  });
});
