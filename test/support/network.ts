import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, request as httpRequest, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { json, listen, record, type Script, stop } from './scripted-server.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
/** The certificate of the TLS server, which nobody else vouches for. */
export const CERTIFICATE = fixture('loopback-cert.pem');

const servers: Server[] = [];
/** Stops all servers that were started here. */
export async function stopNetwork(): Promise<void> {
  await Promise.all(servers.splice(0).map(stop));
}

/** A server that answers every request with success, over TLS, and tells of no changes. */
export async function startTls(): Promise<string> {
  const succeed: Script = (response, request) =>
    json(200, { reply: request.url.endsWith('get_changes') ? [] : true })(response, request);
  const listener = record([], [succeed]);
  const server = createHttpsServer({ key: fixture('loopback-key.pem'), cert: CERTIFICATE }, listener);
  servers.push(server as unknown as Server);
  return `https://127.0.0.1:${await listen(server as unknown as Server)}`;
}

/** A proxy that notes what it was asked for: CONNECT for HTTPS, the whole address for HTTP. */
export async function startProxy(): Promise<{ url: string; asked: string[] }> {
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
