import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { isOutsideTask } from '../../../sandbox/terminal/options.ts';
import { makeRealWorld } from '../../../sandbox/terminal/real-world.ts';
import { makeSandboxWorld } from '../../../sandbox/terminal/sandbox-world.ts';
import { start } from '../../../sandbox/terminal/start.ts';
import {
  Cleanup,
  putIps,
  startTwoServers,
  type TwoServers,
  XDR_KEY,
  XDR_KEY_ID,
  XSOAR_KEY,
} from '../../outside/support.ts';
import { fakeIo, manifest } from './support.ts';

const cleanup = new Cleanup();
afterEach(async () => await cleanup.run());

const environment = { XSOAR_API_KEY: XSOAR_KEY, XDR_API_KEY: XDR_KEY, XDR_API_KEY_ID: XDR_KEY_ID };
const machine = { pid: 1, host: 'here', now: () => Date.now(), isAlive: () => true };

/** A whole War Room over real sides, from its words to its end. */
async function warRoom(words: readonly string[], typed = '') {
  const io = fakeIo(typed, { environment });
  const code = await start(words, io, {
    manifest,
    makeWorld: async (options) =>
      options.xsoar === undefined
        ? await makeSandboxWorld(options, io)
        : await makeRealWorld({ ...options, xsoar: options.xsoar }, { ...io, machine }),
  });
  return { code, output: io.output.text, errors: io.errors.text };
}

async function servers(): Promise<TwoServers> {
  const world = await startTwoServers(cleanup);
  putIps(world.xsoar, 0, 12);
  world.clock.advance(60_000);
  return world;
}

describe('a War Room over a real XSOAR', () => {
  it("tries its indicators on the sandbox's XDR, and says so at the start", async () => {
    const { rest } = await servers();
    const { code, output } = await warRoom([
      '--xsoar',
      rest.url,
      'xsoar list',
      'fetch',
      'xdr show 203.0.0.1',
    ]);
    expect(code).toBe(0);
    expect(output.replaceAll('\n', ' ')).toContain(
      `XSOAR is real: ${rest.url}. XDR is the sandbox's: nothing leaves this machine. XSOAR is only read`,
    );
    expect(output).toContain('XSOAR holds 12 indicators.');
    expect(output).toContain('Fetched. XDR holds 12 IOCs.');
    expect(output).toMatch(/value +203\.0\.0\.1/);
    expect(output).not.toContain('sample indicators');
  });

  it('shows an indicator, and leaves what people do there to them', async () => {
    const { rest } = await servers();
    expect((await warRoom(['--xsoar', rest.url, 'xsoar show 203.0.0.1'])).output).toMatch(/reputation +Bad/);
    const { code, output } = await warRoom(['--xsoar', rest.url, 'xsoar edit 203.0.0.1 severity=low']);
    expect(code).toBe(1);
    expect(output).toContain('This works on the XSOAR of the sandbox only.');
    expect((await warRoom(['--xsoar', rest.url, 'xsoar show 203.0.9.9'])).output).toContain(
      'XSOAR has no indicator',
    );
  });

  it('rehearses with other settings, shows the report, and keeps it', async () => {
    const { rest, folder } = await servers();
    const report = join(folder, 'report.md');
    const words = ['--xsoar', rest.url, '--set', 'severity=low', '--report', report, 'rehearse'];
    const { code, output } = await warRoom(words);
    expect(code).toBe(0);
    expect(output).toMatch(/severity +LOW +12/);
    expect(readFileSync(report, 'utf8')).toContain('| severity | LOW | 12 |');
  });

  it('says what is only read, whatever else is real', async () => {
    const world = await servers();
    const both = ['--xsoar', world.rest.url, '--xdr', world.tenant.url];
    const { output } = await warRoom([...both, 'fetch']);
    expect(output).toContain('Both are only read');
    expect(output.replaceAll('\n', ' ')).toContain(
      'With --write, this command would push 12 IOCs (IP 12) to XDR.',
    );
    expect(world.tenant.size).toBe(0);
    const writing = await warRoom([...both, '--write', '--state', world.state, 'fetch']);
    expect(writing.output).toContain('Commands WRITE to both.');
    expect(world.tenant.size).toBe(12);
  });

  it('begins with the prompt of what is real, without a tour', async () => {
    const { rest } = await servers();
    const { output } = await warRoom(['--xsoar', rest.url], 'xdr list\n');
    expect(output).toContain('XSOAR is real');
    expect(output).not.toContain('1. Sample indicators');
  });

  it('ends with what is wrong where the key is', async () => {
    const { rest } = await servers();
    rest.onRequest((_request, response) => {
      response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"error":"CSRF"}');
      return 'handled';
    });
    const { code, output } = await warRoom(['--xsoar', rest.url, 'fetch']);
    expect(code).toBe(1);
    expect(output).toContain('XSOAR does not know the API key.');
  });
});

describe('a War Room over a real XDR and the XSOAR of the sandbox', () => {
  it('writes nothing to it, and remembers nothing of it, unless told', async () => {
    const world = await servers();
    const words = ['--xdr', world.tenant.url, '--empty', '--state', world.state];
    const add = 'xsoar add 192.0.2.1 type=IP reputation=bad';
    const { code, output } = await warRoom([...words, add, '!xdr-iocs-push indicator=192.0.2.1']);
    expect(code).toBe(0);
    expect(output).toContain('XDR is real, and only read');
    expect(output.replaceAll('\n', ' ')).toContain(
      'With --write, this command would push 1 IOC (IP 1) to XDR.',
    );
    expect(world.tenant.size).toBe(0);
    expect(() => readFileSync(world.state)).toThrow('ENOENT');
    expect((await warRoom([...words, '--write', add, '!xdr-iocs-push indicator=192.0.2.1'])).code).toBe(0);
    expect(world.tenant.size).toBe(1);
  });
});

describe('a rehearsal in the sandbox alone', () => {
  it('changes neither side', async () => {
    const { code, output } = await warRoom(['rehearse', 'xdr list']);
    expect(code).toBe(0);
    expect(output).toContain('Rehearsal of a first sync');
    expect(output).toContain('XDR holds 0 IOCs.');
  });
});

describe('words for the program outside of XSOAR', () => {
  it('are a task between two real sides', () => {
    const both = ['--xsoar', 'x', '--xdr', 'y'];
    expect(isOutsideTask([...both, '--write', 'sync', '--every', '20m'])).toBe(true);
    expect(isOutsideTask([...both, 'rehearse'])).toBe(true);
    expect(isOutsideTask([...both, 'fetch'])).toBe(false);
    expect(isOutsideTask(['--xsoar', 'x', 'rehearse'])).toBe(false);
    expect(isOutsideTask(['--bogus'])).toBe(false);
  });
});
