import { afterEach, describe, expect, it } from '@jest/globals';
import { createAgents } from '../../src/http/agents.ts';
import { isJson } from '../../src/outside/rest/answers.ts';
import { RestClient } from '../../src/outside/rest/client.ts';
import { RestError } from '../../src/outside/rest/failures.ts';
import { readingOnly } from '../../src/outside/rest/guard.ts';
import { createSend } from '../../src/outside/rest/http.ts';
import { Secret } from '../../src/secret.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { startTls, stopNetwork } from '../support/network.ts';
import { json, type Script, type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';

const KEY = 'recognisable-key';
const KEY_ID = '4711';
const ABOUT = { demistoVersion: '8.4.0' };

const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(async (server) => await server.close()));
  await stopNetwork();
});

async function serve(...scripts: Script[]): Promise<ScriptedServer> {
  const server = await startScriptedServer(...scripts);
  servers.push(server);
  return server;
}

interface Client {
  client: RestClient;
  clock: FakeClock;
  notices: string[];
  about: () => Promise<Buffer>;
}

function clientOf(
  url: string,
  options: { keyId?: string; keyLevel?: 'Auto' | 'Advanced' | 'Standard' } = {},
): Client {
  const clock = new FakeClock();
  const notices: string[] = [];
  const client = new RestClient({
    url,
    key: {
      key: new Secret(KEY),
      keyId: options.keyId === undefined ? undefined : new Secret(options.keyId),
      keyLevel: options.keyLevel ?? 'Auto',
    },
    send: createSend(createAgents({ insecure: false, proxyUrl: '' }), 'test'),
    clock,
    random: () => 0.5,
    onRetry: ({ kind }) => notices.push(`retry ${kind}`),
    onNotice: (text) => notices.push(text),
  });
  const about = async () =>
    (await client.call({ method: 'GET', path: '/about', timeoutMs: 5000, isAccepted: isJson })).body;
  return { client, clock, notices, about };
}

async function failureOf(call: Promise<unknown>): Promise<RestError> {
  const thrown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof RestError)) {
    throw new Error(`Expected a RestError, and not ${String(thrown)}.`, { cause: thrown });
  }
  return thrown;
}

/** Answers by address: what is not named is not found. */
function at(answers: Readonly<Record<string, Script>>): Script {
  return (response, request) => (answers[request.url] ?? json(404, {}))(response, request);
}

describe('the key', () => {
  it('is sent alone to XSOAR 6', async () => {
    const server = await serve(json(200, ABOUT));
    await clientOf(server.url).about();
    expect(server.seen[0]).toMatchObject({ url: '/about', headers: { authorization: KEY } });
    expect(server.seen[0]?.headers).not.toHaveProperty('x-xdr-auth-id');
  });

  it('signs for XSOAR 8, and is sent as it is where that is refused; what worked is kept', async () => {
    const server = await serve(json(401, {}), json(200, ABOUT));
    const { about } = clientOf(server.url, { keyId: KEY_ID });
    await about();
    await about();
    const [signed, ...rest] = server.seen.map(({ headers }) => headers);
    expect(signed?.authorization).toMatch(/^[0-9a-f]{64}$/);
    expect(signed?.['x-xdr-nonce']).toHaveLength(64);
    expect(rest).toHaveLength(2);
    expect(
      rest.every((headers) => headers.authorization === KEY && headers['x-xdr-auth-id'] === KEY_ID),
    ).toBe(true);
  });

  it('that only signs is never sent, wherever the API is looked for', async () => {
    const server = await serve(json(401, {}), at({}));
    for (let count = 0; count < 2; count += 1) {
      await failureOf(clientOf(server.url, { keyId: KEY_ID, keyLevel: 'Advanced' }).about());
    }
    expect(JSON.stringify(server.seen)).not.toContain(KEY);
  });

  it('is in no error, however much a server repeats of the request', async () => {
    for (const status of [400, 401, 403, 500]) {
      const server = await serve((response, request) =>
        json(status, { detail: JSON.stringify(request.headers) })(response, request),
      );
      const failure = await failureOf(clientOf(server.url, { keyId: KEY_ID }).about());
      expect(`${failure.message} ${failure.advice} ${JSON.stringify(failure)}`).not.toContain(KEY);
    }
  });
});

describe('the address', () => {
  it('is looked for with and without public/v1, and what was found is said once', async () => {
    const server = await serve(at({ '/xsoar/about': json(200, ABOUT) }));
    const { about, notices } = clientOf(server.url, { keyId: KEY_ID, keyLevel: 'Standard' });
    await about();
    await about();
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/xsoar/public/v1/about',
      '/xsoar/about',
      '/xsoar/about',
    ]);
    expect(notices).toEqual([expect.stringContaining(`answers /about at ${server.url}/xsoar, not at`)]);
  });

  it.each([
    ['a redirect', (response) => response.writeHead(303, { location: 'https://evil.example' }).end()],
    ['a page for a browser', (response) => response.end('<!doctype html><title>Sign in</title>')],
  ] as [string, Script][])('is not where %s is answered', async (_name, script) => {
    const server = await serve(at({ '/xsoar/public/v1/about': script, '/xsoar/about': json(200, ABOUT) }));
    await clientOf(server.url, { keyId: KEY_ID, keyLevel: 'Standard' }).about();
    expect(server.seen).toHaveLength(2);
  });

  it('that is none of an XSOAR is told with all that were tried, at once', async () => {
    const server = await serve(at({}));
    const failure = await failureOf(clientOf(server.url).about());
    expect(failure).toMatchObject({
      kind: 'not-found',
      message: `There is no API of an XSOAR at ${server.url}/about.`,
    });
    expect(failure.advice).toContain('XSOAR_API_KEY_ID');
    expect(server.seen).toHaveLength(1);
  });
});

describe('a failure', () => {
  it.each([
    [400, { detail: 'no such field' }, 'refused', 'XSOAR said: no such field'],
    [401, {}, 'unauthorized', 'does not know the API key'],
    [403, { error: 'Issue with CSRF token' }, 'unauthorized', 'does not know the API key'],
    [403, { title: 'Forbidden' }, 'forbidden', 'may not do this'],
    [407, {}, 'forbidden', 'The proxy before XSOAR'],
    [413, {}, 'too-large', 'of this size'],
    [418, {}, 'refused', '(HTTP 418)'],
  ])('with HTTP %i %j is final: %s', async (status, body, kind, text) => {
    const server = await serve(json(status, body));
    const failure = await failureOf(clientOf(server.url).about());
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(text);
    expect(failure.advice).not.toBe('');
    expect(server.seen).toHaveLength(1);
  });

  it.each([409, 429, 500, 502, 503, 504])('with HTTP %i passes with another attempt', async (status) => {
    const server = await serve(json(status, {}), json(200, ABOUT));
    const { about, notices } = clientOf(server.url);
    expect(JSON.parse((await about()).toString())).toEqual(ABOUT);
    expect(notices).toHaveLength(1);
  });

  it('with Retry-After is waited for as long as XSOAR says', async () => {
    const server = await serve(json(429, {}, { 'retry-after': '7' }), json(200, ABOUT));
    const { about, clock } = clientOf(server.url);
    await about();
    expect(clock.sleeps).toEqual([7000]);
  });

  it('that is cut off passes, and one that stays ends after six attempts', async () => {
    const cut: Script = (response) => response.destroy();
    const server = await serve(cut, cut, json(200, ABOUT));
    await clientOf(server.url).about();
    const dead = await serve(cut);
    expect(await failureOf(clientOf(dead.url).about())).toMatchObject({ kind: 'unreachable' });
    expect(dead.seen).toHaveLength(6);
  });

  it('of a certificate is final, and says what can be done', async () => {
    const { about, notices } = clientOf(await startTls());
    expect(await failureOf(about())).toMatchObject({
      kind: 'certificate',
      advice: expect.stringContaining('SSL_CERT_FILE'),
    });
    expect(notices).toEqual([]);
  });
});

describe('a line that only reads', () => {
  it('lets a question pass, and refuses all else before it leaves', async () => {
    const passed: string[] = [];
    const send = readingOnly(async ({ method, url }) => {
      passed.push(`${method} ${url}`);
      return { status: 200, body: Buffer.alloc(0), date: undefined, retryAfter: undefined };
    });
    const ask = async (method: 'GET' | 'POST', path: string) =>
      await send({ method, url: `https://x.example${path}`, headers: {}, timeoutMs: 1 });
    await ask('GET', '/about');
    await ask('POST', '/acc_one/indicators/search');
    await ask('POST', '/xsoar/public/v1/indicators/search');
    expect(passed).toHaveLength(3);
    for (const path of ['/indicators/feed/json', '/indicators/search/delete', '/indicator/edit', '/about']) {
      expect((await failureOf(ask('POST', path))).kind).toBe('read-only');
    }
    expect(passed).toHaveLength(3);
  });
});
