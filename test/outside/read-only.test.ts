import { afterEach, describe, expect, it } from '@jest/globals';
import { parseOptions } from '../../sandbox/terminal/options.ts';
import { Parameters } from '../../sandbox/terminal/params.ts';
import { makeRealWorld } from '../../sandbox/terminal/real-world.ts';
import type { World } from '../../sandbox/terminal/world.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { fakeIo, manifest } from '../sandbox/terminal/support.ts';
import {
  Cleanup,
  putIps,
  startTwoServers,
  type TwoServers,
  XDR_KEY,
  XDR_KEY_ID,
  XSOAR_KEY,
} from './support.ts';

const cleanup = new Cleanup();
afterEach(async () => await cleanup.run());

const ENVIRONMENT = { XSOAR_API_KEY: XSOAR_KEY, XDR_API_KEY: XDR_KEY, XDR_API_KEY_ID: XDR_KEY_ID };
const READING = /^(?:GET \/about|POST \/indicators\/search)$/;
/** What makes each command do as much as it can. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  indicator: '203.0.0.1,203.0.0.2',
  time: '2026-01-01T00:00:00Z',
  firstTime: 'true',
  confirm: 'true',
  zip: 'true',
  set_time: 'true',
  dry_run: 'false',
};

/** A War Room over both servers, and what its tenant was asked. */
async function warRoom(
  servers: TwoServers,
  words: readonly string[],
): Promise<{ world: World; asked: string[] }> {
  const asked: string[] = [];
  servers.tenant.onRequest((request) => {
    asked.push(request.endpoint);
    return 'continue';
  });
  const io = fakeIo('', { environment: ENVIRONMENT });
  const all = ['--xsoar', servers.rest.url, '--xdr', servers.tenant.url, ...words];
  const options = parseOptions(all, ENVIRONMENT);
  if (options.xsoar === undefined) {
    throw new Error('the test needs a real XSOAR');
  }
  const machine = { pid: 1, host: 'here', now: () => Date.now(), isAlive: () => true };
  const world = await makeRealWorld({ ...options, xsoar: options.xsoar }, { ...io, machine });
  cleanup.add(() => world.close());
  return { world, asked };
}

async function run(world: World, command: string, args: Record<string, string>): Promise<string> {
  const params = new Parameters(manifest, world.params).values();
  const { results } = await world.run(
    { command, args, params, isDebug: false },
    { onPage: () => undefined, onLog: () => undefined },
  );
  return results.map((result) => (typeof result === 'string' ? result : String(result.Contents))).join('\n');
}

/** Servers whose indicators are old enough to be pushed, and between which there is something to do both ways. */
async function busyServers(): Promise<TwoServers> {
  const servers = await startTwoServers(cleanup);
  putIps(servers.xsoar, 0, 20);
  servers.clock.advance(3_600_000);
  servers.tenant.create({ value: '198.51.100.1', type: 'IP', severity: 'HIGH', reputation: 'BAD' });
  return servers;
}

describe('without --write', () => {
  it.each(COMMANDS.map(({ name, arguments: args }) => [name, Object.keys(args)] as const))(
    '%s sends nothing that writes to either server',
    async (name, names) => {
      const servers = await busyServers();
      const { world, asked } = await warRoom(servers, []);
      const args = Object.fromEntries(
        names.flatMap((argument) =>
          ARGUMENTS[argument] === undefined ? [] : [[argument, ARGUMENTS[argument]]],
        ),
      );
      const before = JSON.stringify([servers.xsoar.snapshot(), servers.tenant.snapshot()]);
      await run(world, 'fetch-indicators', {});
      await run(world, name, args as Record<string, string>);
      expect(servers.rest.seen.filter((call) => !READING.test(call))).toEqual([]);
      expect(asked.filter((endpoint) => !['get_changes', 'get'].includes(endpoint))).toEqual([]);
      expect(JSON.stringify([servers.xsoar.snapshot(), servers.tenant.snapshot()])).toBe(before);
    },
  );

  it('what each command would have written is counted and shown', async () => {
    const { world } = await warRoom(await busyServers(), []);
    expect(await run(world, 'fetch-indicators', {})).toContain(
      'Nothing was written (read-only). With --write, this command would push 20 IOCs (IP 20) to XDR, change 1 indicator in XSOAR.',
    );
    expect(await run(world, 'xdr-iocs-push', { indicator: '203.0.0.1' })).toContain(
      'would push 1 IOC (IP 1)',
    );
    expect(await run(world, 'xdr-iocs-disable', { indicator: '203.0.0.1' })).toContain(
      'would disable 1 IOC in XDR, change 1 indicator in XSOAR',
    );
    expect(await run(world, 'xdr-iocs-sync', { firstTime: 'true' })).toContain('would push 20 IOCs (IP 20)');
  });

  it('what the state says is gone by, and the file stays as it was', async () => {
    const servers = await busyServers();
    await servers.run(['--write', '--state', servers.state, 'sync']);
    // With the one that came from XDR that makes three.
    putIps(servers.xsoar, 100, 2);
    servers.clock.advance(60_000);
    const { world } = await warRoom(servers, ['--state', servers.state]);
    expect(await run(world, 'fetch-indicators', {})).toContain('would push 3 IOCs');
    const rehearsal = await servers.run(['--state', servers.state, 'rehearse']);
    expect(rehearsal.out).toContain('Sent to XDR: 3 IOCs.');
  });

  it('the same commands write with --write, so the test could fail', async () => {
    const servers = await busyServers();
    const { world, asked } = await warRoom(servers, ['--write', '--state', servers.state]);
    await run(world, 'fetch-indicators', {});
    await run(world, 'xdr-iocs-disable', { indicator: '203.0.0.1' });
    expect(asked).toContain('tim_insert_jsons');
    expect(asked).toContain('disable_iocs');
    expect(servers.rest.seen).toContain('POST /indicators/feed/json');
  });
});
