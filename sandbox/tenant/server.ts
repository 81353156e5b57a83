import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/clock.ts';
import { ApiError, answer, refuse } from './answer.ts';
import { discardBody, readBody } from './body.ts';
import type { Endpoint } from './endpoints.ts';
import type { Author } from './stored-ioc.ts';

/** A request as a hook sees it. */
export interface SeenRequest {
  /** The endpoint's name without a slash, such as `get_changes`; `unknown` for what would be answered with 404. */
  endpoint: string;
  /** Which request to this endpoint it is, from 1. */
  number: number;
  headers: IncomingHttpHeaders;
  /** Empty before the body was read, for an upload (never held whole), and for what is answered 401 or 404. */
  body: Buffer;
}

/**
 * Looks at a request, before it takes effect. `handled`: the hook answers (or cuts the connection) itself, and the
 * request has no effect. `continue`: the request takes effect, and is answered unless the hook has answered it.
 */
export type RequestHook = (
  request: SeenRequest,
  response: ServerResponse,
) => 'handled' | 'continue' | Promise<'handled' | 'continue'>;

/** When a hook is called: after the body has arrived (an upload: read through, not yet stored), or before it is read. */
export type HookMoment = 'body' | 'headers';

export interface ServerParts {
  endpoints: ReadonlyMap<string, Endpoint>;
  /** What is wrong with a request's signature, or undefined. */
  refusal: (headers: IncomingHttpHeaders) => ApiError | undefined;
  clock: Clock;
  /** Bytes of a JSON body. */
  bodyLimit: number;
}

const PATH = /^\/public_api\/v1\/indicators\/([a-z_]+)\/*(?:\?|$)/;
const NO_BODY = Buffer.alloc(0);
/** Longer than a client keeps an idle connection: one that is about to be used must not be cut under it. */
const KEEP_ALIVE_MS = 120_000;

/** The HTTP edge of the tenant: routes, checks the signature, reads bodies, calls the hooks, shapes answers. */
export class TenantServer {
  readonly #parts: ServerParts;
  readonly #server: Server;
  readonly #hooks = new Map<HookMoment, RequestHook | undefined>();
  readonly #counts = new Map<string, number>();
  #total = 0;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    // No limit on how long a request takes to arrive: an upload, or a client held in a debugger, may take its time.
    this.#server = createServer(
      { requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS },
      (request, response) => {
        void this.#serve(request, response);
      },
    );
  }

  /** Listens on a free port of the loopback; resolves with the address. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends at once, whatever is still going on. Harmless when done again. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  setHook(hook: RequestHook | undefined, moment: HookMoment): void {
    this.#hooks.set(moment, hook);
  }

  /** How many requests arrived: at one endpoint, or in all. */
  requests(endpoint?: string): number {
    return endpoint === undefined ? this.#total : (this.#counts.get(endpoint) ?? 0);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      response.setHeader('Date', new Date(this.#parts.clock.now()).toUTCString());
      const body = await this.#body(request, response);
      if (body !== undefined) {
        answer(request, response, 200, body);
      }
    } catch (thrown) {
      refuse(request, response, thrown);
    }
  }

  /** What is answered; undefined where a hook answered. */
  async #body(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const name = request.method === 'POST' ? (PATH.exec(request.url ?? '')?.[1] ?? '') : '';
    const endpoint = this.#parts.endpoints.get(name);
    const seen = this.#count(endpoint === undefined ? 'unknown' : name, request.headers);
    if (await this.#handledBy('headers', seen, response)) {
      request.resume();
      return undefined;
    }
    const work = await this.#receive(request, endpoint, seen);
    return (await this.#handledBy('body', seen, response)) ? undefined : work();
  }

  /** Reads the request to its end; what it resolves with carries it out. */
  async #receive(
    request: IncomingMessage,
    endpoint: Endpoint | undefined,
    seen: SeenRequest,
  ): Promise<() => unknown> {
    const { headers } = request;
    const refusal =
      endpoint === undefined ? new ApiError(404, 'There is no such endpoint.') : this.#parts.refusal(headers);
    if (endpoint === undefined || refusal !== undefined) {
      await discardBody(request);
      return () => {
        throw refusal;
      };
    }
    const by: Author = headers['x-iocs-source'] === 'xsoar' ? 'XSOAR' : 'person';
    if ('stage' in endpoint) {
      return await endpoint.stage(request, by);
    }
    seen.body = await readBody(request, this.#parts.bodyLimit);
    return () => endpoint.run(parseJson(seen.body), by);
  }

  #count(endpoint: string, headers: IncomingHttpHeaders): SeenRequest {
    const number = this.requests(endpoint) + 1;
    this.#counts.set(endpoint, number);
    this.#total += 1;
    return { endpoint, number, headers, body: NO_BODY };
  }

  async #handledBy(moment: HookMoment, seen: SeenRequest, response: ServerResponse): Promise<boolean> {
    return (await this.#hooks.get(moment)?.(seen, response)) === 'handled';
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiError(400, 'The body is not JSON.');
  }
}
