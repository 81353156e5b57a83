import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { XdrError } from '../../src/errors.ts';
import { failing, listen, type Script, startScriptedServer, stop } from '../support/scripted-server.ts';
import { createTestClient, failureOf } from '../support/xdr.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (close) => await close()));
});

/** How a call fails that goes to `http://xdr.example` through a proxy, which gives this answer. */
async function behind(script: Script): Promise<XdrError & { port: string }> {
  const server = await startScriptedServer(script);
  open.push(server.close);
  const { port } = new URL(server.url);
  const proxyUrl = `http://jo:s3cret-word@127.0.0.1:${port}`;
  const { xdr } = createTestClient({ url: 'http://xdr.example', proxyUrl });
  return Object.assign(await failureOf(xdr.enable(['a'])), { port });
}

const page =
  (status: number, text: string, headers = {}): Script =>
  (response) =>
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(text);

describe('an answer of a proxy', () => {
  it('that wants a login names the proxy, and not the login', async () => {
    const error = await behind(page(407, '<title>No entry</title>', { 'proxy-authenticate': 'Basic' }));
    expect(error).toMatchObject({ kind: 'proxy', status: 407 });
    expect(error.message).toBe(
      `The proxy 127.0.0.1:${error.port} asks for a user name and a password, or does not take those it was given. It said: No entry (HTTP 407)`,
    );
    expect(error.advice).toContain('HTTPS_PROXY');
  });

  it('that refuses the way is not taken for a role that the key lacks', async () => {
    const error = await behind(page(403, '<html><title>Blocked</title>by policy</html>'));
    expect(error.kind).toBe('proxy');
    expect(error.message).toBe(
      `The proxy 127.0.0.1:${error.port} refused the way to XDR. It said: Blocked: by policy (HTTP 403)`,
    );
  });

  it.each([502, 503, 504])('with a page and the status %d is tried again, and names it', async (status) => {
    const error = await behind(page(status, '<h1>no route</h1>'));
    expect(error.kind).toBe('server');
    expect(error.message).toBe(
      `The proxy 127.0.0.1:${error.port} could not reach XDR. It said: no route (HTTP ${status})`,
    );
  });

  it('with a login page in place of a success names it', async () => {
    const error = await behind(page(200, '<title>Log in</title>'));
    expect(error.kind).toBe('unexpected-answer');
    expect(error.message).toContain(
      `The proxy 127.0.0.1:${error.port} answered in place of XDR. It said: Log in`,
    );
  });

  it('does not show the login that it repeats', async () => {
    const token = Buffer.from('jo:s3cret-word').toString('base64');
    const error = await behind(page(403, `<p>jo s3cret-word ${token}</p>`));
    expect(error.message).toContain('It said: jo [secret] [secret]');
  });

  it.each([403, 500])('is none where XDR answers through it with JSON and %d', async (status) => {
    const error = await behind(failing(status, 'no role'));
    expect(error.message).toContain('XDR said: no role');
    expect(error.message).not.toContain('proxy');
  });

  it('is told by its status where none is known to be in use', async () => {
    const server = await startScriptedServer(page(407, ''));
    open.push(server.close);
    expect((await failureOf(createTestClient(server).xdr.enable(['a']))).message).toMatch(
      /^A proxy between XSOAR and XDR asks for a user name/,
    );
  });
});

describe('a proxy on the way to HTTPS', () => {
  it.each([
    ['403 Forbidden', 'proxy', 'refused the way to XDR. It said: by policy (HTTP 403)'],
    ['407 Login', 'proxy', 'asks for a user name and a password'],
    ['502 Bad Gateway', 'server', 'could not reach XDR. It said: by policy (HTTP 502)'],
  ])('that answers CONNECT with %s is named, whatever it says', async (status, kind, words) => {
    const server: Server = createServer();
    server.on('connect', (_request, socket) =>
      socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 9\r\n\r\nby policy`),
    );
    const port = await listen(server);
    open.push(async () => await stop(server));
    const { xdr } = createTestClient({ url: 'https://xdr.example', proxyUrl: `http://127.0.0.1:${port}` });
    const error = await failureOf(xdr.enable(['a']));
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(`The proxy 127.0.0.1:${port} ${words}`);
  });

  it('that is not there is named, without its login', async () => {
    const server = await startScriptedServer(page(200, ''));
    const { port } = new URL(server.url);
    await server.close();
    const proxyUrl = `http://jo:s3cret-word@127.0.0.1:${port}`;
    const error = await failureOf(
      createTestClient({ url: 'https://xdr.example', proxyUrl }).xdr.enable(['a']),
    );
    expect(error.kind).toBe('unreachable');
    expect(error.message).toMatch(
      new RegExp(`^The proxy 127.0.0.1:${port} could not be reached \\(.*ECONNREFUSED`),
    );
    expect(JSON.stringify(error) + error.message).not.toContain('s3cret');
  });
});
