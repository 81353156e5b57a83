import { createServer as createHttpServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type ConnectionOptions, createAgents } from '../../src/http/agents.ts';
import { Http } from '../../src/xdr/http.ts';
import { CERTIFICATE, startProxy, startTls, stopNetwork } from '../support/network.ts';
import { json, listen, record, stop } from '../support/scripted-server.ts';

afterEach(stopNetwork);

async function ask(url: string, connection: ConnectionOptions): Promise<number> {
  const agents = createAgents(connection);
  const http = new Http({ url, agents, userAgent: 'test', idleTimeoutMs: 5000 });
  try {
    return (await http.post({ endpoint: 'enable_iocs', body: { json: '{}' }, headers: {}, timeoutMs: 5000 }))
      .status;
  } finally {
    agents.httpAgent.destroy();
    agents.httpsAgent.destroy();
  }
}

describe('the connection to XDR', () => {
  it('refuses a certificate that nobody vouches for', async () => {
    await expect(ask(await startTls(), { insecure: false, proxyUrl: '' })).rejects.toMatchObject({
      kind: 'certificate',
      message: expect.stringContaining('self-signed certificate'),
    });
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
    const url = `http://127.0.0.1:${await listen(target)}`;
    try {
      const proxy = await startProxy();
      expect(await ask(url, { insecure: false, proxyUrl: proxy.url })).toBe(200);
      expect(proxy.asked).toEqual([`POST ${url}/public_api/v1/indicators/enable_iocs`]);
    } finally {
      await stop(target);
    }
  });
});
