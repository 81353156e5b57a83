import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { builtScript } from '../support/built.ts';
import { CERTIFICATE, startProxy, startTls, stopNetwork } from '../support/network.ts';
import { textOf } from '../support/world.ts';
import { type Container, createContainer, shimNode } from './container.ts';

let script: string;
beforeAll(async () => {
  script = await builtScript();
});

let container: Container;
beforeEach(async () => {
  container = await createContainer(script);
});
afterEach(async () => {
  await container.close();
  await stopNetwork();
});

/** What the command says, its first line. */
async function enable(): Promise<string> {
  const { results, error } = await container.run('xdr-iocs-enable', { indicator: 'a' });
  expect(error).toBeNull();
  const [result] = results;
  return (typeof result === 'object' ? textOf(result) : String(result)).split('\n')[0] ?? '';
}

describe('the environment of the container', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])(
    'names the proxy in %s, which is used when the box is ticked',
    async (name) => {
      const proxy = await startProxy();
      const url = await startTls();
      Object.assign(container.params, { url, insecure: true, proxy: true });
      await container.restart({ environment: { [name]: proxy.url } });
      expect(await enable()).toBe('indicators a enabled.');
      expect(proxy.asked).toEqual([`CONNECT ${url.replace('https://', '')}`]);
    },
  );

  it.each([
    ['NO_PROXY', true],
    ['no_proxy', true],
    ['IGNORED', false],
  ])('says with %s, or the box unticked, that there is no proxy', async (name, proxyTicked) => {
    const proxy = await startProxy();
    Object.assign(container.params, { url: await startTls(), insecure: true, proxy: proxyTicked });
    await container.restart({
      environment: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, [name]: '127.0.0.1' },
    });
    expect(await enable()).toBe('indicators a enabled.');
    expect(proxy.asked).toEqual([]);
  });

  it.each(['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'])("names a company's own authority in %s", async (name) => {
    container.params.url = await startTls();
    expect(await enable()).toContain('self-signed certificate');
    const path = join(container.root, 'ca.pem');
    writeFileSync(path, CERTIFICATE);
    await container.restart({ environment: { [name]: path } });
    expect(await enable()).toBe('indicators a enabled.');
  });

  it('may name a file of authorities that is missing: the error says which variable', async () => {
    container.params.url = await startTls();
    await container.restart({ environment: { SSL_CERT_FILE: join(container.root, 'missing.pem') } });
    expect(await enable()).toContain('SSL_CERT_FILE');
  });
});

describe('execution metrics', () => {
  it('come through the launcher after a run that called XDR', async () => {
    const { metrics } = await container.run('xdr-iocs-enable', { indicator: 'a' });
    expect(metrics).toMatchObject([
      { Type: 19, APIExecutionMetrics: [{ Type: 'Successful', APICallsCount: expect.any(Number) }] },
    ]);
    expect((await container.run('xdr-iocs-to-keep-file')).metrics).toEqual([]);
  });
});

describe('the calling context', () => {
  /** What the launcher says to the child first. */
  async function firstLine(context: Record<string, unknown>): Promise<unknown> {
    const path = join(container.root, 'line');
    const text = `IFS= read -r line; printf '%s' "$line" > '${path}'`;
    await container.restart({ environment: { PATH: shimNode(container.root, text) } });
    expect((await container.run('xdr-iocs-push', {}, context)).error).toBeNull();
    return JSON.parse(readFileSync(path, 'utf8'));
  }

  it('says which brand and instance a run is for', async () => {
    const context = { IntegrationBrand: 'Cortex XDR - IOC Sync', IntegrationInstance: 'tenant 1' };
    expect(await firstLine(context)).toMatchObject({ brand: 'Cortex XDR - IOC Sync', instance: 'tenant 1' });
  });

  it('may leave them out', async () => {
    expect(await firstLine({})).toMatchObject({
      brand: '',
      instance: '',
      timeoutDuration: '',
      runDuration: '',
    });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ TimeoutDuration: 300_000_000_000 }, '250 s: XSOAR allows 300 s'],
    [{ runDuration: 5 }, '250 s: XSOAR allows 300 s'],
    [{ TimeoutDuration: '600000000000', runDuration: 5.0 }, '250 s: XSOAR allows 300 s'],
    [{ TimeoutDuration: 0, runDuration: 'soon' }, '150 s: XSOAR does not say'],
    [{ TimeoutDuration: { odd: [] }, runDuration: true }, '150 s: XSOAR does not say'],
    [{}, '150 s: XSOAR does not say'],
  ])('says how long a run may take, as the log shows: %j', async (context, limit) => {
    expect((await container.run('xdr-iocs-enable', { indicator: 'a' }, context)).error).toBeNull();
    expect(container.logs.join('\n')).toContain(`This run may take ${limit}`);
  });
});
