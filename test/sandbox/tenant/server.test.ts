import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import type { SeenRequest, Tenant } from '../../../sandbox/tenant/tenant.ts';
import { call, HandClock, ioc, KEY, KEY_ID, lines, post, push, start, sync } from './client.ts';

let clock: HandClock;
let tenant: Tenant;

beforeEach(async () => {
  clock = new HandClock();
  tenant = await start({ clock, bodyLimit: 1000 });
});
afterEach(() => tenant.close());

const since = { last_update_ts: 0 };

describe('the HTTP edge', () => {
  it('listens on the loopback', () => {
    expect(tenant.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it.each(['get_changes', 'get_changes/', 'get_changes//', 'get_changes?x=1'])('knows %s', async (path) => {
    expect(await call(tenant, path, since)).toMatchObject({ status: 200, reply: [] });
    expect(tenant.requests('get_changes')).toBe(1);
  });

  it.each(['iocs_to_keep', 'get_changes/more', 'constructor', ''])('answers 404 to %j', async (path) => {
    expect(await call(tenant, path, since)).toMatchObject({
      status: 404,
      reply: { err_code: 404, err_msg: expect.any(String), err_extra: null },
    });
    expect(tenant.requests('unknown')).toBe(1);
  });

  it('answers 404 to another path, to a wrong method, and to whoever is not signed in', async () => {
    const path = '/public_api/v1/indicators/get_changes';
    expect((await fetch(`${tenant.url}${path}`)).status).toBe(404);
    expect((await fetch(`${tenant.url}/prefix${path}`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(tenant.url)).status).toBe(404);
  });

  it('tells its clock`s time', async () => {
    clock.time = Date.UTC(2031, 4, 6, 7, 8, 9);
    const { headers } = await call(tenant, 'get_changes', since);
    expect(headers.get('date')).toBe('Tue, 06 May 2031 07:08:09 GMT');
    expect(headers.get('content-type')).toBe('application/json');
  });

  it('counts the requests, refused ones too', async () => {
    await call(tenant, 'get_changes', since);
    await post(tenant, 'get_changes', '{}', { authorization: 'wrong' });
    await push(tenant, []);
    expect(tenant.requests('get_changes')).toBe(2);
    expect(tenant.requests('delete')).toBe(0);
    expect(tenant.requests()).toBe(3);
  });

  it('serves many requests over one connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let index = 0; index < 3; index += 1) {
      const response = await raw(JSON.stringify({ request_data: since }), agent);
      ports.add(response.socket.localPort);
      expect(response.statusCode).toBe(200);
      response.resume();
      await once(response, 'end');
    }
    expect(ports.size).toBe(1);
    agent.destroy();
  });
});

describe('a body that is too large', () => {
  const large = JSON.stringify({ request_data: ['x'.repeat(5_000_000)] });

  it('is answered 413 over fetch', async () => {
    expect(await post(tenant, 'enable_iocs', large)).toMatchObject({
      status: 413,
      reply: { err_code: 413, err_msg: 'Request entity too large.' },
    });
  });

  it('is answered 413 over fetch when its size is not declared', async () => {
    const response = await fetch(`${tenant.url}/public_api/v1/indicators/get`, {
      method: 'POST',
      body: streamOf(large),
      headers: { authorization: KEY, 'x-xdr-auth-id': KEY_ID },
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ reply: { err_code: 413 } });
  });

  it.each([
    ['declared', large],
    ['not declared', undefined],
  ])('is answered 413 over axios, its size %s', async (_, text) => {
    const answer = await axios.post(
      `${tenant.url}/public_api/v1/indicators/get`,
      text ?? Readable.from([large.slice(0, 100_000), large.slice(100_000)]),
      {
        headers: { authorization: KEY, 'x-xdr-auth-id': KEY_ID, 'content-type': 'application/json' },
        validateStatus: () => true,
      },
    );
    expect(answer.status).toBe(413);
    expect(answer.data).toMatchObject({ reply: { err_code: 413 } });
  });

  it('is answered 413 before the client has sent it', async () => {
    const request = open({ 'content-length': '1000000' });
    request.write('{');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    expect(response.headers.connection).toBe('close');
    const text = Buffer.concat(await response.toArray()).toString();
    expect(JSON.parse(text)).toMatchObject({ reply: { err_code: 413 } });
    request.destroy();
  });

  it('is read to its end after the answer, so that no reset throws the answer away', async () => {
    const size = 8_000_000;
    const socket = connect(Number(new URL(tenant.url).port), '127.0.0.1');
    const failures: Error[] = [];
    socket.on('error', (error) => failures.push(error));
    socket.write(
      `POST /public_api/v1/indicators/get HTTP/1.1\r\nHost: x\r\nAuthorization: ${KEY}\r\nx-xdr-auth-id: ${KEY_ID}\r\nContent-Length: ${size}\r\n\r\n`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('HTTP/1.1 413');
    socket.write(Buffer.alloc(size));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    await closed;
    expect(failures).toEqual([]);
  });

  it('is one byte more than the limit', async () => {
    const body = '{"request_data":[]}';
    expect(await post(tenant, 'enable_iocs', body.padEnd(1000))).toMatchObject({ status: 200 });
    expect(await post(tenant, 'enable_iocs', body.padEnd(1001))).toMatchObject({ status: 413 });
  });

  it('is no such thing for an upload', async () => {
    expect(await sync(tenant, lines(ioc('x'.repeat(100_000))))).toMatchObject({ status: 200 });
  });
});

describe('a request hook', () => {
  it('sees the request, and lets it go on', async () => {
    const seen: SeenRequest[] = [];
    tenant.onRequest((request) => {
      seen.push(request);
      return 'continue';
    });
    await push(tenant, [ioc('a.example')]);
    await call(tenant, 'get_changes', since);
    expect(await push(tenant, [ioc('a.example')])).toMatchObject({ status: 200 });
    expect(seen.map(({ endpoint, number }) => [endpoint, number])).toEqual([
      ['tim_insert_jsons', 1],
      ['get_changes', 1],
      ['tim_insert_jsons', 2],
    ]);
    expect(seen[0]?.headers['x-iocs-source']).toBe('xsoar');
    expect(JSON.parse(String(seen[0]?.body))).toMatchObject({ request_data: [{ indicator: 'a.example' }] });
  });

  it('answers itself, and the request has no effect', async () => {
    tenant.onRequest(async ({ number }, response) => {
      if (number > 1) {
        return 'continue';
      }
      response.writeHead(503, { 'Retry-After': '1' }).end('{"reply":"busy"}');
      return 'handled';
    });
    expect(await push(tenant, [ioc('a.example')])).toMatchObject({ status: 503, reply: 'busy' });
    expect(tenant.size).toBe(0);
    expect(await push(tenant, [ioc('a.example')])).toMatchObject({ status: 200 });
    expect(tenant.size).toBe(1);
  });

  it('stands between an upload and its effect', async () => {
    tenant.onRequest(({ body }, response) => {
      response.writeHead(500).end(JSON.stringify({ reply: body.length }));
      return 'handled';
    });
    expect(await sync(tenant, lines(ioc('a.example')))).toMatchObject({ status: 500, reply: 0 });
    expect(tenant.size).toBe(0);
  });

  it('loses the answer to a request that took effect', async () => {
    tenant.onRequest((_request, response) => {
      response.destroy();
      return 'continue';
    });
    await expect(push(tenant, [ioc('a.example')])).rejects.toThrow();
    expect(tenant.size).toBe(1);
    tenant.onRequest(undefined);
    expect(await push(tenant, [ioc('a.example')])).toMatchObject({ status: 200 });
  });

  it('acts before the body is read, when asked to', async () => {
    tenant.onRequest((_request, response) => {
      response.writeHead(429, { 'Retry-After': '5' }).end('{"reply":null}');
      return 'handled';
    }, 'headers');
    const request = open({ 'content-length': '1000000' });
    request.write('{');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(429);
    request.destroy();
    tenant.onRequest(undefined, 'headers');
    expect(await call(tenant, 'get_changes', since)).toMatchObject({ status: 200 });
  });

  it('that throws is answered as an error of the server', async () => {
    tenant.onRequest(() => {
      throw new Error('a fault in the test');
    });
    expect(await call(tenant, 'get_changes', since)).toMatchObject({
      status: 500,
      reply: { err_code: 500, err_msg: expect.stringContaining('a fault in the test') },
    });
  });
});

describe('an upload whose client goes away', () => {
  it('changes nothing', async () => {
    const boundary = 'multipart/form-data; boundary=cut';
    const request = open({ 'content-type': boundary, 'transfer-encoding': 'chunked' }, 'sync_tim_iocs');
    const arrived = new Promise<void>((resolve) => {
      tenant.onRequest(() => {
        resolve();
        return 'continue';
      }, 'headers');
    });
    request.write(
      `--cut\r\nContent-Disposition: form-data; name="file"; filename="iocs.json"\r\nContent-Type: application/json\r\n\r\n${lines(ioc('a.example'))}\n`,
    );
    await arrived;
    const closed = new Promise((resolve) => request.once('close', resolve));
    request.destroy();
    await closed;
    expect(await push(tenant, [ioc('b.example')])).toMatchObject({ status: 200 });
    expect(tenant.get('a.example')).toBeUndefined();
  });
});

describe('close', () => {
  it('ends while a request is open, and may be done again', async () => {
    const arrived = new Promise<void>((resolve) => {
      tenant.onRequest(() => {
        resolve();
        return new Promise(() => undefined);
      });
    });
    const lost = call(tenant, 'get_changes', since);
    lost.catch(() => undefined);
    await arrived;
    await tenant.close();
    await expect(lost).rejects.toThrow();
    await tenant.close();
    await expect(call(tenant, 'get_changes', since)).rejects.toThrow();
  });
});

function open(headers: Record<string, string>, endpoint = 'get', agent?: Agent) {
  const request = httpRequest(`${tenant.url}/public_api/v1/indicators/${endpoint}`, {
    method: 'POST',
    headers: { authorization: KEY, 'x-xdr-auth-id': KEY_ID, ...headers },
    ...(agent === undefined ? {} : { agent }),
  });
  request.on('error', () => undefined);
  return request;
}

async function raw(body: string, agent: Agent): Promise<IncomingMessage> {
  const request = open({}, 'get_changes', agent);
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

function streamOf(text: string): ReadableStream {
  return new Blob([text]).stream();
}
