import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { KeyLevelMemory } from '../../src/xdr/key-levels.ts';
import type { KeyLevel } from '../../src/xdr/signing.ts';
import { FakeClock } from '../support/fake-clock.ts';
import {
  failing,
  json,
  type Script,
  type ScriptedServer,
  startScriptedServer,
  success,
} from '../support/scripted-server.ts';
import { createTestClient, failureOf, KEY, KEY_ID } from '../support/xdr.ts';

let server: ScriptedServer;
afterEach(async () => {
  await server.close();
});

const changes = json(200, { reply: [] });

describe('a request to XDR', () => {
  it('is a POST to the endpoint that says where it comes from', async () => {
    server = await startScriptedServer(success);
    await createTestClient(server).xdr.insertIocs([]);
    const [request] = server.seen;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe('/public_api/v1/indicators/tim_insert_jsons/');
    expect(request?.headers['x-iocs-source']).toBe('xsoar');
    expect(request?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(request?.body ?? '')).toEqual({ request_data: [], validate: true });
  });

  it('is signed anew on every attempt', async () => {
    server = await startScriptedServer(failing(500, 'a'), failing(503, 'b'), success);
    await createTestClient(server).xdr.insertIocs([]);
    expect(server.seen).toHaveLength(3);
    expect(new Set(server.seen.map(({ headers }) => headers['x-xdr-nonce'])).size).toBe(3);
    expect(new Set(server.seen.map(({ headers }) => headers.authorization)).size).toBe(3);
    expect(new Set(server.seen.map(({ headers }) => headers['x-xdr-timestamp'])).size).toBeGreaterThan(1);
  });

  it('in haste takes a server error for an answer, but waits where it is asked to', async () => {
    server = await startScriptedServer(failing(429, 'slow'), failing(503, 'down'), success);
    const { xdr, retries } = createTestClient({ ...server, level: 'Advanced' });
    expect((await failureOf(xdr.insertIocs([], { hasty: true }))).kind).toBe('server');
    expect(retries.map((retry) => retry.split(' ')[0])).toEqual(['rate-limited']);
  });

  it.each([
    [401, 'unauthorized', 'Unauthorized access. An issue occurred during authentication.', 1],
    [402, 'license', 'Unauthorized access. User does not have the required license type to run this API.', 1],
    [
      403,
      'forbidden',
      'Unauthorized access. The provided API key does not have the required RBAC permissions to run this API.',
      1,
    ],
    [404, 'not-found', 'XDR Not found: The provided URL may not be of an active XDR server.', 1],
    [413, 'too-large', 'Request entity too large.', 1],
    [429, 'rate-limited', 'too many requests', 6],
    [500, 'server', 'XDR internal server error', 6],
    [502, 'server', 'XDR internal server error', 6],
    [503, 'server', 'XDR internal server error', 6],
    [504, 'server', 'XDR internal server error', 6],
    [400, 'refused', 'XDR refused the request.', 1],
    [302, 'unexpected-answer', "XDR's address leads elsewhere: to http://192.0.2.1.", 6],
  ])('fails on %d as %s, with what XDR said and what to do', async (status, kind, text, attempts) => {
    server = await startScriptedServer(
      failing(status, 'the words of XDR', { location: 'http://192.0.2.1/' }),
    );
    const error = await failureOf(createTestClient({ ...server, level: 'Advanced' }).xdr.enable(['a']));
    expect(error.kind).toBe(kind);
    expect(error.status).toBe(status);
    expect(error.message).toContain(text);
    expect(error.message).toContain('the words of XDR');
    expect(error.advice).not.toBe('');
    expect(server.seen.filter(({ url }) => url.endsWith('enable_iocs'))).toHaveLength(attempts);
  });

  it('waits between attempts as the backoff says', async () => {
    server = await startScriptedServer(failing(500, 'a'), failing(500, 'a'), success);
    const { xdr, clock, retries } = createTestClient(server);
    await xdr.insertIocs([]);
    expect(clock.sleeps).toEqual([750, 1500]);
    expect(retries).toEqual(['server 750', 'server 1500']);
  });

  it('waits as long as Retry-After says, in seconds or until a date', async () => {
    const clock = new FakeClock();
    const inAMinute = new Date(clock.now() + 60_000 + 7000).toUTCString();
    server = await startScriptedServer(
      failing(429, 'a', { 'retry-after': '7', date: new Date(clock.now()).toUTCString() }),
      failing(429, 'a', { 'retry-after': inAMinute, date: new Date(clock.now() + 7000).toUTCString() }),
      success,
    );
    await createTestClient({ ...server, clock }).xdr.insertIocs([]);
    expect(clock.sleeps).toEqual([7000, 60_000]);
  });

  it("does not wait beyond the run's time", async () => {
    server = await startScriptedServer(failing(429, 'a', { 'retry-after': '300' }));
    const { xdr, clock } = createTestClient({ ...server, time: 120_000 });
    expect((await failureOf(xdr.insertIocs([]))).kind).toBe('rate-limited');
    expect(clock.sleeps).toEqual([]);
  });

  const broken: [string, Script][] = [
    [
      'an HTML page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello</html>'),
    ],
    ['nothing', (response) => response.writeHead(200).end()],
    ['half a JSON text', (response) => response.end('{"reply": {"succ')],
    ['JSON without a reply', json(200, { answer: true })],
    ['JSON that is no object', json(200, [1])],
    ['a connection that is cut', (response) => response.destroy()],
    [
      'a body that is cut',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"reply"', () => response.destroy());
      },
    ],
  ];
  it.each(broken)('tries again after %s', async (_what, script) => {
    server = await startScriptedServer(script, success);
    await expect(createTestClient(server).xdr.insertIocs([])).resolves.toEqual([]);
    expect(server.seen).toHaveLength(2);
  });

  it('gives up on a server that does not answer as XDR does', async () => {
    server = await startScriptedServer((response) => response.end('<html>'));
    const error = await failureOf(createTestClient(server).xdr.insertIocs([]));
    expect(error.kind).toBe('unexpected-answer');
    expect(error.message).not.toContain('<html>');
  });

  it('says that an address where nobody listens cannot be reached', async () => {
    server = await startScriptedServer(success);
    await server.close();
    const error = await failureOf(createTestClient(server).xdr.insertIocs([]));
    expect(error.kind).toBe('unreachable');
    expect(error.advice).toContain("'Server URL'");
    server = await startScriptedServer(success);
  });

  it('ends an attempt that is never answered', async () => {
    server = await startScriptedServer(() => undefined, success);
    await expect(createTestClient({ ...server, idleTimeoutMs: 500 }).xdr.insertIocs([])).resolves.toEqual([]);
    expect(server.seen).toHaveLength(2);
  });

  it.each([false, null, { success: false }, { success: 'yes' }, 'no', 7])(
    'takes the reply %p for a refusal, even with HTTP 200',
    async (reply) => {
      server = await startScriptedServer(json(200, { reply }));
      const error = await failureOf(createTestClient(server).xdr.insertIocs([]));
      expect(error.kind).toBe('refused');
      expect(server.seen).toHaveLength(1);
    },
  );
});

describe('secrets', () => {
  it('reach neither the error nor anything it holds, even when XDR repeats them', async () => {
    server = await startScriptedServer((response, { headers }) => {
      const echo = `key ${KEY} id ${KEY_ID} signature ${headers.authorization} nonce ${headers['x-xdr-nonce']}`;
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ reply: { err_code: 400, err_msg: echo, err_extra: echo } }));
    });
    const error = await failureOf(createTestClient(server).xdr.insertIocs([]));
    const shown = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
    const headers = server.seen[0]?.headers;
    for (const secret of [KEY, KEY_ID, headers?.authorization ?? '-', String(headers?.['x-xdr-nonce'])]) {
      expect(shown).not.toContain(secret);
    }
    expect(error.message).toContain('signature [secret]');
  });

  it('do not hang on to an error of the network', async () => {
    server = await startScriptedServer((response) => response.destroy());
    const error = await failureOf(createTestClient(server).xdr.insertIocs([]));
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(KEY);
  });

  it('cuts a gigantic text of XDR short', async () => {
    server = await startScriptedServer(failing(400, 'x'.repeat(5_000_000)));
    const error = await failureOf(createTestClient(server).xdr.insertIocs([]));
    expect(error.message.length).toBeLessThan(1000);
  });
});

/** A tenant whose key is of one level only. */
function keyed(level: KeyLevel): Script {
  return (response, request) => {
    const isAdvanced = request.headers['x-xdr-nonce'] !== undefined;
    const script = isAdvanced === (level === 'Advanced') ? changes : failing(401, 'bad key');
    script(response, request);
  };
}

function createMemory(known?: KeyLevel): KeyLevelMemory & { remembered: KeyLevel[] } {
  const remembered: KeyLevel[] = [];
  return {
    remembered,
    recall: async () => known,
    remember: async (level) => {
      remembered.push(level);
    },
  };
}

describe('the security level of the key', () => {
  it('is found out by trying Advanced first, then Standard once, and remembered', async () => {
    server = await startScriptedServer(keyed('Standard'));
    const memory = createMemory();
    const { xdr } = createTestClient({ ...server, level: 'Auto', memory });
    await xdr.getChanges(0);
    await xdr.getChanges(0);
    expect(server.seen.map(({ headers }) => headers['x-xdr-nonce'] === undefined)).toEqual([
      false,
      true,
      true,
    ]);
    expect(memory.remembered).toEqual(['Standard']);
  });

  it('is remembered where Advanced works at once', async () => {
    server = await startScriptedServer(keyed('Advanced'));
    const memory = createMemory();
    await createTestClient({ ...server, level: 'Auto', memory }).xdr.getChanges(0);
    expect(server.seen).toHaveLength(1);
    expect(memory.remembered).toEqual(['Advanced']);
  });

  it('is the remembered one without asking again', async () => {
    server = await startScriptedServer(keyed('Standard'));
    const memory = createMemory('Standard');
    await createTestClient({ ...server, level: 'Auto', memory }).xdr.getChanges(0);
    expect(server.seen).toHaveLength(1);
    expect(memory.remembered).toEqual([]);
  });

  it('is found out again when the key was replaced by one of the other kind', async () => {
    server = await startScriptedServer(keyed('Advanced'));
    const memory = createMemory('Standard');
    await createTestClient({ ...server, level: 'Auto', memory }).xdr.getChanges(0);
    expect(memory.remembered).toEqual(['Advanced']);
  });

  it('is not blamed where neither kind works', async () => {
    server = await startScriptedServer(failing(401, 'no such key'));
    const memory = createMemory();
    const error = await failureOf(createTestClient({ ...server, level: 'Auto', memory }).xdr.getChanges(0));
    expect(error.message).toContain('no such key');
    expect(server.seen).toHaveLength(2);
    expect(memory.remembered).toEqual([]);
  });

  it('does not hide what else went wrong with the other kind', async () => {
    server = await startScriptedServer(failing(401, 'x'), failing(403, 'no role'));
    const error = await failureOf(createTestClient({ ...server, level: 'Auto' }).xdr.getChanges(0));
    expect(error.kind).toBe('forbidden');
  });

  it.each([
    ['Advanced', 'Standard'],
    ['Standard', 'Advanced'],
  ] as const)(
    'set to %s for a key that is %s is an error that says so and where to set it',
    async (set, actual) => {
      server = await startScriptedServer(keyed(actual));
      const error = await failureOf(createTestClient({ ...server, level: set }).xdr.enable(['a']));
      expect(error.message).toContain(`The API key is of security level ${actual}`);
      expect(error.advice).toContain("'API Key Security Level'");
      // The command itself was not sent in a way that nobody chose.
      expect(server.seen.filter(({ url }) => url.endsWith('enable_iocs'))).toHaveLength(1);
    },
  );

  it('is known even where the key lacks the role for the question', async () => {
    server = await startScriptedServer((response, request) => {
      const isAdvanced = request.headers['x-xdr-nonce'] !== undefined;
      (isAdvanced ? failing(401, 'bad') : failing(403, 'no role'))(response, request);
    });
    const error = await failureOf(createTestClient({ ...server, level: 'Advanced' }).xdr.enable(['a']));
    expect(error.message).toContain('The API key is of security level Standard');
  });

  it('is left alone where the key is simply wrong', async () => {
    server = await startScriptedServer(failing(401, 'no such key'));
    const error = await failureOf(createTestClient({ ...server, level: 'Standard' }).xdr.enable(['a']));
    expect(error.message).toContain('no such key');
  });
});

describe('clocks that differ', () => {
  it.each([-600_000, 600_000])('do not matter: %d ms off is corrected by the Date header', async (off) => {
    const clock = new FakeClock();
    server = await startScriptedServer((response, request) => {
      const tenantTime = clock.now() + off;
      const signedAt = Number(request.headers['x-xdr-timestamp']);
      const date = new Date(tenantTime).toUTCString();
      const script =
        Math.abs(tenantTime - signedAt) > 300_000
          ? failing(401, 'stale', { date })
          : json(200, { reply: [] }, { date });
      script(response, request);
    });
    const { xdr, tenantClock } = createTestClient({ ...server, clock });
    await xdr.getChanges(0);
    await xdr.getChanges(0);
    expect(server.seen).toHaveLength(3);
    expect(tenantClock.offset).toBe(off);
  });
});
