import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** How one request is answered. */
export type Script = (response: ServerResponse, request: SeenRequest) => void;

export interface ScriptedServer {
  url: string;
  seen: SeenRequest[];
  close(): Promise<void>;
}

/** A real server on loopback that answers each request with the next script; the last one stays. */
export async function startScriptedServer(...scripts: Script[]): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const server = createServer(record(seen, scripts));
  return { url: `http://127.0.0.1:${await listen(server)}`, seen, close: async () => await stop(server) };
}

/** The listener behind it, for a server of another kind. */
export function record(seen: SeenRequest[], scripts: readonly Script[]): RequestListener {
  return (request, response) => {
    // The clients' clocks are fake ones: only a script that is about time says what time it is.
    response.sendDate = false;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const entry = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      seen.push(entry);
      scripts[Math.min(seen.length, scripts.length) - 1]?.(response, entry);
    });
  };
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** An answer with a JSON body. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Script {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** XDR's word for success. */
export const success = json(200, { reply: { success: true, validation_errors: [] } });

/** An answer with XDR's error body. */
export function failing(status: number, message: string, headers: Record<string, string> = {}): Script {
  return json(status, { reply: { err_code: status, err_msg: message, err_extra: null } }, headers);
}
