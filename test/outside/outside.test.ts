import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { runOutside } from '../../src/outside/outside.ts';
import { OUTSIDE } from '../../src/outside/sides.ts';
import { Cleanup, putIps, startTwoServers, XDR_KEY, XDR_KEY_ID, XSOAR_KEY, XSOAR_KEY_ID } from './support.ts';

const cleanup = new Cleanup();
afterEach(async () => await cleanup.run());

const SETTLED_MS = 60_000;

describe.each([6, 8] as const)('over the REST API of XSOAR %i', (generation) => {
  it('pushes what XSOAR holds, page by page, and brings back what a person changed in XDR', async () => {
    const world = await startTwoServers(cleanup, { generation });
    putIps(world.xsoar, 0, 2_500);
    world.clock.advance(SETTLED_MS);
    const first = await world.run(['--write', '--state', world.state, 'sync']);
    expect(first).toMatchObject({
      code: 0,
      out: expect.stringContaining('pushed 2,500 IOCs (IP 2,500) to XDR'),
    });
    expect(world.tenant.size).toBe(2_500);

    world.clock.advance(SETTLED_MS);
    world.tenant.edit('203.0.0.1', { comment: 'seen by a person' });
    const second = await world.run(['--write', '--state', world.state, 'sync']);
    expect(second.out).toContain('changed 1 indicator in XSOAR');
    expect(JSON.stringify(world.xsoar.indicators.get('203.0.0.1')?.comments)).toContain('seen by a person');
    expect(Object.keys(world.xsoar.indicators.get('203.0.0.1')?.moduleToFeedMap ?? {})).toContain(
      OUTSIDE.instance,
    );
  });

  it('rehearses a first sync, and writes to neither side', async () => {
    const world = await startTwoServers(cleanup, { generation });
    putIps(world.xsoar, 0, 30);
    world.xsoar.indicators.add({ value: 'abc', indicator_type: 'File', score: 3 });
    world.clock.advance(SETTLED_MS);
    const report = join(world.folder, 'report.md');
    const { code, out } = await world.run(['--report', report, 'rehearse']);
    expect(code).toBe(0);
    expect(out).toContain('Sent to XDR: 30 IOCs. Stay behind: 1, of which 0 have merely expired.');
    expect(out).toMatch(/1 +rejected +abc +It is the name of a file|1 +rejected +abc/);
    expect(readFileSync(report, 'utf8')).toContain('# Rehearsal of a first sync');
    expect(world.tenant.size).toBe(0);
    expect(world.rest.seen.every((call) => /^(GET \/about|POST \/indicators\/search)$/.test(call))).toBe(
      true,
    );
  });
});

describe('sync', () => {
  const syncing = (world: { state: string }): string[] => ['--write', '--state', world.state, 'sync'];

  it('runs again and again, with a line each, until it is told to stop', async () => {
    const world = await startTwoServers(cleanup);
    putIps(world.xsoar, 0, 3);
    const stop = new AbortController();
    const began: number[] = [];
    world.rest.onRequest(({ path, method }) => {
      began.push(world.clock.now());
      if (began.length > 12 && method === 'POST' && path === '/indicators/search') stop.abort();
      return 'continue';
    });
    const { code, out } = await world.run([...syncing(world), '--every', '20m'], { stop: stop.signal });
    const lines = out.trim().split('\n');
    expect(code).toBe(0);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]).toMatch(
      /^2026-01-15T12:00:00\.000Z done in \d+\.\ds: |^2026-01-15T12:00:00\.000Z done in /,
    );
    expect(lines[1]).toContain('2026-01-15T12:20:00.000Z');
    expect(existsSync(`${world.state}.lock`)).toBe(false);
  });

  it('that is told to stop pushes and stores what it has read, and the next goes on from there', async () => {
    const world = await startTwoServers(cleanup);
    putIps(world.xsoar, 0, 5_500);
    world.clock.advance(SETTLED_MS);
    const stop = new AbortController();
    let pages = 0;
    world.rest.onRequest(({ path }) => {
      pages += path === '/indicators/search' ? 1 : 0;
      if (pages === 3) stop.abort();
      return 'continue';
    });
    const first = await world.run(syncing(world), { stop: stop.signal });
    const pushed = world.tenant.size;
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('It was told to stop') });
    expect(pushed).toBeGreaterThan(0);
    expect(pushed).toBeLessThan(5_500);
    world.rest.onRequest(undefined);
    const second = await world.run(syncing(world));
    expect(second.out).toContain(`pushed ${(5_500 - pushed).toLocaleString('en-US')} IOCs`);
    expect(world.tenant.size).toBe(5_500);
  });

  it('goes on with the next run after one that failed', async () => {
    const world = await startTwoServers(cleanup);
    putIps(world.xsoar, 0, 3);
    world.clock.advance(SETTLED_MS);
    const stop = new AbortController();
    let runs = 0;
    world.tenant.onRequest((_request, response) => {
      if (runs > 0) return 'continue';
      response.writeHead(403).end();
      return 'handled';
    });
    const { code, out } = await world.run([...syncing(world), '--every', '20m'], {
      stop: stop.signal,
      out: (text) => {
        runs += 1;
        if (runs > 1) stop.abort();
        lines.push(text);
      },
    });
    expect([code, out]).toEqual([0, '']);
    expect(lines[0]).toMatch(/failed after .*RBAC/);
    expect(lines[1]).toContain('pushed 3 IOCs');
  });
  const lines: string[] = [];

  it('once, and failed, ends with 1; where a key is wrong, with 2; where another one runs, with 3', async () => {
    const world = await startTwoServers(cleanup);
    world.tenant.onRequest((_request, response) => {
      response.writeHead(403).end();
      return 'handled';
    });
    expect((await world.run(syncing(world))).code).toBe(1);
    const environment = { XSOAR_API_KEY: 'wrong', XDR_API_KEY: 'k', XDR_API_KEY_ID: '1' };
    expect(await world.run(syncing(world), { environment })).toMatchObject({
      code: 2,
      err: expect.stringContaining('XSOAR does not know the API key.'),
    });
    const lock = { token: 't', pid: 77, host: 'here' };
    writeFileSync(`${world.state}.lock`, JSON.stringify(lock));
    expect(await world.run(syncing(world))).toMatchObject({
      code: 3,
      err: expect.stringContaining('It is process 77 on here.'),
    });
  });

  it.each([
    [['sync'], 'without --write nothing is written'],
    [['--write', 'sync'], '--write needs --state'],
    [['--every', '20m', 'rehearse'], '--every is for sync'],
    [['--every', '10s', '--write', '--state', 'f', 'sync'], 'from 1m to 24h'],
    [['dance'], "'dance' is not understood"],
    [['--wirte'], 'Did you mean --write?'],
    [['rehearse', 'sync'], "'sync' is not understood"],
    [['--report', 'r.pdf', 'rehearse'], 'ends in .md or .json'],
    [['--set', 'severity=awful', 'rehearse'], "'Overriding severity value' must be one of"],
    [['--bogus'], 'bogus'],
    [['--write', '--state', ' ', 'sync'], '--state needs the name of a file'],
    [['--report', 'r.md', 'test'], '--report is for rehearse'],
    [['--set', 'novalue', 'rehearse'], 'there is no such parameter'],
    [['--set', 'apikey=x', 'rehearse'], 'there is no such parameter'],
  ])('with %j is wrong usage, told before anything is asked', async (words, text) => {
    const world = await startTwoServers(cleanup);
    expect(await world.run(words)).toMatchObject({ code: 2, err: expect.stringContaining(text) });
    expect([world.rest.seen, world.tenant.requests()]).toEqual([[], 0]);
  });
});

describe('test', () => {
  it('says of both sides that all is well, or what is not', async () => {
    const world = await startTwoServers(cleanup);
    expect(await world.run(['test'])).toMatchObject({ code: 0, out: 'XSOAR: ok\nXDR: ok\n' });
    world.tenant.onRequest((_request, response) => {
      response.writeHead(401).end();
      return 'handled';
    });
    const { code, out } = await world.run(['test']);
    expect(code).toBe(1);
    expect(out).toContain('XDR_API_KEY, XDR_API_KEY_ID and XDR_KEY_LEVEL');
    expect((await world.run(['--set', 'query=type:(', 'test'])).err).toContain('XSOAR said');
  });
});

describe('the keys', () => {
  it.each([
    [{}, '--xsoar needs the environment variable XSOAR_API_KEY.'],
    [{ XSOAR_API_KEY: 'k' }, '--xdr needs the environment variable XDR_API_KEY.'],
    [{ XSOAR_API_KEY: 'two words' }, 'XSOAR_API_KEY holds blanks'],
    [{ XSOAR_API_KEY: 'k', XSOAR_KEY_LEVEL: 'Super' }, 'XSOAR_KEY_LEVEL must be one of'],
  ])('%j are not enough', async (environment, text) => {
    const world = await startTwoServers(cleanup);
    expect(await world.run(['test'], { environment })).toMatchObject({
      code: 2,
      err: expect.stringContaining(text),
    });
  });

  it('are asked for where one side is missing, and help needs none', async () => {
    const world = await startTwoServers(cleanup);
    expect(await world.run(['--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('--state <file>'),
    });
    let err = '';
    expect(
      await runOutside(['rehearse'], {
        out: () => undefined,
        err: (text) => {
          err += text;
        },
        environment: {},
        edge: { clock: world.clock, random: () => 0, proxyFor: () => '', extraCertificates: () => undefined },
        stop: new AbortController().signal,
        machine: { pid: 1, host: 'here', now: () => 0, isAlive: () => true },
        temporary: world.folder,
      }),
    ).toBe(2);
    expect(err).toContain('--xsoar is missing.');
  });
});

describe('a file of certificates', () => {
  it('that cannot be read is told with the variables that name it', async () => {
    const world = await startTwoServers(cleanup);
    const edge = {
      clock: world.clock,
      random: () => 0,
      proxyFor: () => '',
      extraCertificates: () => {
        throw new Error('ENOENT: no such file');
      },
    };
    expect(await world.run(['test'], { edge })).toMatchObject({
      code: 2,
      err: expect.stringContaining('SSL_CERT_FILE'),
    });
    expect((await world.run(['--insecure', 'test'], { edge })).err).not.toContain('SSL_CERT_FILE');
  });
});

describe('a network that comes later', () => {
  it('is waited for with --every, and not where it runs once', async () => {
    const world = await startTwoServers(cleanup);
    const stop = new AbortController();
    let asked = 0;
    world.rest.onRequest(({ path }, response) => {
      asked += path === '/about' ? 1 : 0;
      if (asked > 8) stop.abort();
      if (asked > 6) return 'continue';
      response.destroy();
      return 'handled';
    });
    const words = ['--write', '--state', world.state, 'sync'];
    expect((await world.run(words)).code).toBe(1);
    asked = 0;
    const later = await world.run([...words, '--every', '5m'], {
      stop: stop.signal,
      out: () => {
        stop.abort();
      },
    });
    expect(later).toMatchObject({ code: 0, err: expect.stringContaining('XSOAR could not be reached') });
  });
});

describe('nothing that is said', () => {
  it('holds a key, an id, or anything that does something to a terminal', async () => {
    const world = await startTwoServers(cleanup, { generation: 8 });
    putIps(world.xsoar, 0, 3);
    world.xsoar.indicators.add({ value: 'evil\u001b[2J\u202e.exe', indicator_type: 'File', score: 3 });
    world.clock.advance(SETTLED_MS);
    const report = join(world.folder, 'report.json');
    await world.run(['--debug', '--report', report, 'rehearse']);
    await world.run(['--debug', '--write', '--state', world.state, 'sync']);
    world.rest.onRequest(({ headers }, response) => {
      response.writeHead(500, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ detail: JSON.stringify(headers) }));
      return 'handled';
    });
    await world.run(['test']);
    const all = world.said() + readFileSync(report, 'utf8') + readFileSync(world.state, 'utf8');
    for (const secret of [XSOAR_KEY, XSOAR_KEY_ID, XDR_KEY, XDR_KEY_ID]) {
      expect(all).not.toContain(secret);
    }
    expect(world.said()).toContain('evil(U+001B)');
    expect(world.said()).not.toContain('\u001b');
  });
});
