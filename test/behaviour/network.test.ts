import { afterEach, describe, expect, it } from '@jest/globals';
import { systemEdge } from '../../src/edge.ts';
import { HostError } from '../../src/errors.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { createWorld, type World, type WorldOptions } from '../support/world.ts';

let world: World;
let proxy: ScriptedServer | undefined;
afterEach(async () => {
  await world.close();
  await proxy?.close();
  proxy = undefined;
});

/** What the Test button shows. */
async function testButton(params: Record<string, unknown>, options: WorldOptions = {}): Promise<string> {
  world = await createWorld(options);
  Object.assign(world.params, params);
  return (await world.run('test-module')).text;
}

describe('the certificates of the environment', () => {
  const edge = {
    extraCertificates: systemEdge({ REQUESTS_CA_BUNDLE: '/nowhere/certs.pem' }).extraCertificates,
  };

  it("are not looked at with 'Trust any certificate'", async () => {
    expect(await testButton({ insecure: true }, { edge })).toBe('ok');
  });

  it('are named with their variable where they cannot be read', async () => {
    expect(await testButton({}, { edge })).toMatch(
      /^REQUESTS_CA_BUNDLE names '\/nowhere\/certs.pem', which cannot be read \(ENOENT\)\. Correct the variable/,
    );
  });
});

describe('the proxy of the environment', () => {
  const named = async (): Promise<WorldOptions> => {
    proxy = await startScriptedServer((response) =>
      response.writeHead(403, { 'content-type': 'text/html' }).end('<title>Blocked</title>'),
    );
    const { host } = new URL(proxy.url);
    return { edge: { proxyFor: () => `http://jo:s3cret-word@${host}` } };
  };

  it('is named where it refuses, without its login', async () => {
    const text = await testButton({ proxy: true }, await named());
    expect(text).toMatch(
      /^The proxy 127\.0\.0\.1:\d+ refused the way to XDR\. It said: Blocked \(HTTP 403\)\n/,
    );
    expect(text).not.toContain('s3cret');
  });

  it("is not asked without 'Use system proxy settings'", async () => {
    expect(await testButton({}, await named())).toBe('ok');
    expect(proxy?.seen).toEqual([]);
  });
});

describe('a place in the search that XSOAR refuses', () => {
  it('stops the push with advice that helps, and nothing is lost', async () => {
    world = await createWorld();
    world.params.feed = true;
    world.addIps(3);
    await world.run('fetch-indicators');
    world.clock.advance(60_000);
    const { indicators } = world.xsoar;
    const { search } = indicators;
    indicators.search = (request) => {
      if (request.searchAfter?.[1] === 'of another server') {
        throw new HostError('XSOAR failed at it');
      }
      return search.call(indicators, request);
    };
    const restored = { ...world.xsoar.context, search_after: ['2026-01-01T00:00:00Z', 'of another server'] };
    world.xsoar.setContext(restored);
    world.addIps(1, 7);
    const failed = await world.run('fetch-indicators');
    expect(failed.ok).toBe(false);
    expect(failed.text).toContain('XSOAR does not go on where the last run stopped');
    expect(failed.text).toContain('Run !xdr-iocs-sync firstTime=true once');
    expect(world.xsoar.context.search_after).toEqual(restored.search_after);
    expect((await world.run('xdr-iocs-sync', { firstTime: 'true' })).ok).toBe(true);
    world.clock.advance(60_000);
    expect((await world.run('fetch-indicators')).ok).toBe(true);
    expect(world.tenant.size).toBe(4);
  });
});
