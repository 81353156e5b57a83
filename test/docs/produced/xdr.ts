import { failureText } from '../../../src/errors.ts';
import { startTls, stopNetwork } from '../../support/network.ts';
import { failing, json, type Script, startScriptedServer, success } from '../../support/scripted-server.ts';
import { createTestClient, failureOf, type TestClientOptions } from '../../support/xdr.ts';

const page =
  (status: number): Script =>
  (response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<title>Hello</title>');

/** What a call says that XDR, or what stands before it, answers so. */
async function answered(script: Script, options: Partial<TestClientOptions> = {}): Promise<string> {
  const server = await startScriptedServer(script);
  try {
    return failureText(await failureOf(createTestClient({ url: server.url, ...options }).xdr.disable(['a'])));
  } finally {
    await server.close();
  }
}

async function throughProxy(status: number): Promise<string> {
  const server = await startScriptedServer(page(status));
  try {
    const { xdr } = createTestClient({ url: 'http://xdr.example', proxyUrl: server.url });
    return failureText(await failureOf(xdr.disable(['a'])));
  } finally {
    await server.close();
  }
}

async function notThere(options: (url: string) => TestClientOptions): Promise<string> {
  const server = await startScriptedServer(success);
  await server.close();
  return failureText(await failureOf(createTestClient(options(server.url)).xdr.disable(['a'])));
}

async function notOffered(): Promise<string> {
  const server = await startScriptedServer(failing(404, 'nothing here'));
  try {
    return failureText(await failureOf(createTestClient(server).xdr.deleteIocs(['a'])));
  } finally {
    await server.close();
  }
}

async function untrusted(): Promise<string> {
  try {
    return failureText(await failureOf(createTestClient({ url: await startTls() }).xdr.disable(['a'])));
  } finally {
    await stopNetwork();
  }
}

/** A tenant whose key is of the kind Standard. */
const standardOnly: Script = (response, request) =>
  (request.headers['x-xdr-nonce'] === undefined ? success : failing(401, 'wrong key'))(response, request);

/** What a person reads where XDR refuses, or is not reached. */
export async function xdrMessages(): Promise<string[]> {
  const statuses = [401, 402, 403, 404, 413, 429, 500, 400];
  const proxied = [407, 403, 502, 200];
  return await Promise.all([
    ...statuses.map(async (status) => await answered(failing(status, 'its own words'))),
    answered((response) => response.writeHead(302, { location: 'https://console.example/x' }).end()),
    answered(page(200)),
    answered(json(200, { reply: false })),
    answered(standardOnly),
    answered(() => undefined, { idleTimeoutMs: 20 }),
    notOffered(),
    untrusted(),
    notThere((url) => ({ url })),
    notThere((proxyUrl) => ({ url: 'http://xdr.example', proxyUrl })),
    ...proxied.map(throughProxy),
  ]);
}
