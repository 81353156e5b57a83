import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, request as httpRequest, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type ConnectionOptions, createAgents } from '../../src/xdr/agents.ts';
import { Http } from '../../src/xdr/http.ts';
import { json, listen, record, stop } from '../support/scripted-server.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
const CERTIFICATE = fixture('loopback-cert.pem');

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(stop));
});

async function startTls(): Promise<string> {
  const listener = record([], [json(200, { reply: true })]);
  const server = createHttpsServer({ key: fixture('loopback-key.pem'), cert: CERTIFICATE }, listener);
  servers.push(server as unknown as Server);
  return `https://127.0.0.1:${await listen(server as unknown as Server)}`;
}

/** A proxy that notes what it was asked for: CONNECT for HTTPS, the whole address for HTTP. */
async function startProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const target = new URL(request.url ?? '');
    const onward = httpRequest(target, { method: 'POST', headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request, socket, head) => {
    asked.push(`CONNECT ${request.url}`);
    const [host, port] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  servers.push(server);
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
}

async function ask(url: string, connection: ConnectionOptions): Promise<number> {
  const agents = createAgents(connection);
  const http = new Http({ url, agents, userAgent: 'test', idleTimeoutMs: 5000 });
  try {
    return (await http.post('enable_iocs', { json: '{}' }, {}, 5000)).status;
  } finally {
    agents.httpAgent.destroy();
    agents.httpsAgent.destroy();
  }
}

describe('the connection to XDR', () => {
  it('refuses a certificate that nobody vouches for', async () => {
    await expect(ask(await startTls(), { insecure: false, proxyUrl: '' })).rejects.toThrow(
      'self-signed certificate',
    );
  });

  it("takes any certificate with 'Trust any certificate'", async () => {
    expect(await ask(await startTls(), { insecure: true, proxyUrl: '' })).toBe(200);
  });

  it("trusts a company's own certificate authority", async () => {
    expect(
      await ask(await startTls(), { insecure: false, proxyUrl: '', extraCertificates: CERTIFICATE }),
    ).toBe(200);
  });

  it('goes through a proxy with CONNECT, and checks the certificate behind it', async () => {
    const url = await startTls();
    const proxy = await startProxy();
    await expect(ask(url, { insecure: false, proxyUrl: proxy.url })).rejects.toThrow(
      'self-signed certificate',
    );
    expect(await ask(url, { insecure: true, proxyUrl: proxy.url })).toBe(200);
    expect(await ask(url, { insecure: false, proxyUrl: proxy.url, extraCertificates: CERTIFICATE })).toBe(
      200,
    );
    expect(proxy.asked).toEqual(Array(3).fill(`CONNECT ${url.replace('https://', '')}`));
  });

  it('goes through a proxy for plain HTTP too', async () => {
    const target = createHttpServer(record([], [json(200, { reply: true })]));
    servers.push(target);
    const url = `http://127.0.0.1:${await listen(target)}`;
    const proxy = await startProxy();
    expect(await ask(url, { insecure: false, proxyUrl: proxy.url })).toBe(200);
    expect(proxy.asked).toEqual([`POST ${url}/public_api/v1/indicators/enable_iocs`]);
  });
});
