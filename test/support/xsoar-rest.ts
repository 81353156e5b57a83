import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignatureVerifier } from '../../sandbox/tenant/signature.ts';
import { QueryError } from '../../sandbox/xsoar/query-error.ts';
import type { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import type { Clock } from '../../src/clock.ts';
import { messageOf } from '../../src/errors.ts';
import { isRecord } from '../../src/indicators/json.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';

/** What a REST API is, and for whom it works. */
export interface RestOptions {
  /** Which generation: they differ in addresses and keys. */
  generation: 6 | 8;
  key: string;
  /** Of a key of XSOAR 8. */
  keyId?: string;
  keyLevel?: 'Advanced' | 'Standard';
  clock: Clock;
  /** A path before all others, such as `/acc_one`. */
  base?: string;
  /** How many indicators an answer holds at most; default 1,000. */
  pageSize?: number;
}

/** A request as a hook sees it, before it takes effect. */
export interface SeenRest {
  method: string;
  /** Without what stands before it in XSOAR 8. */
  path: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** `handled`: the hook has answered, or cut the connection, itself. */
export type RestHook = (
  request: SeenRest,
  response: ServerResponse,
) => 'handled' | 'continue' | Promise<'handled' | 'continue'>;

/** The REST API of a sandbox's XSOAR, over real HTTP on the loopback. */
export interface RestXsoar {
  readonly url: string;
  /** Every request that arrived, such as `POST /indicators/search`. */
  readonly seen: readonly string[];
  onRequest(hook: RestHook | undefined): void;
  close(): Promise<void>;
}

/** The most indicators of one answer. */
const LARGEST_PAGE = 1_000;
const ELSEWHERE = '(elsewhere)';
const PREFIXES = { 6: [''], 8: ['/xsoar/public/v1', '/xsoar'] } as const;

/** An answer that is an error. */
class RestFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Starts the REST API of an XSOAR, as one of its generations answers. */
export async function startRest(xsoar: SandboxXsoar, options: RestOptions): Promise<RestXsoar> {
  const seen: string[] = [];
  const refusal = keyCheck(options);
  let hook: RestHook | undefined;
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 120_000 }, (request, response) => {
    void serve(request, response);
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      response.setHeader('Date', new Date(options.clock.now()).toUTCString());
      const asked = await receive(request, options);
      seen.push(`${asked.method} ${asked.path}`);
      if ((await hook?.(asked, response)) !== 'handled') {
        if (asked.path.startsWith(ELSEWHERE)) {
          throw new RestFailure(404, 'There is nothing here.');
        }
        refusal(request);
        const body = await answer(xsoar, asked, options.pageSize ?? LARGEST_PAGE);
        send(response, body === undefined ? 201 : 200, body);
      }
    } catch (thrown) {
      const status = thrown instanceof RestFailure ? thrown.status : 500;
      const title = status === 500 ? 'Internal server error' : 'Refused';
      send(response, status, { id: 'err', status, title, detail: messageOf(thrown) });
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${options.base ?? ''}`,
    seen,
    onRequest: (given) => {
      hook = given;
    },
    close: async () => await close(server),
  };
}

async function receive(request: IncomingMessage, { generation, base = '' }: RestOptions): Promise<SeenRest> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) {
    pieces.push(piece);
  }
  const { method = '', url = '', headers } = request;
  const starts = PREFIXES[generation].map((prefix) => `${base}${prefix}/`);
  const start = starts.find((one) => url.startsWith(one));
  const path = start === undefined ? `${ELSEWHERE}${url}` : url.slice(start.length - 1);
  return { method, path, url, headers, body: Buffer.concat(pieces).toString('utf8') };
}

/** What a generation holds against a request's key. Throws it. */
function keyCheck({ generation, key, keyId = '', keyLevel = 'Standard', clock }: RestOptions) {
  const verifier = new SignatureVerifier({ key, keyId, keyLevel }, clock);
  return ({ headers }: IncomingMessage): void => {
    if (generation === 6) {
      if (headers['x-xdr-auth-id'] !== undefined) {
        throw new RestFailure(401, 'x-xdr-auth-id is not known here.');
      }
      if (headers.authorization !== key) {
        throw new RestFailure(403, 'Issue with CSRF token. Invalid API key?');
      }
      return;
    }
    const refusal = verifier.refusal(headers);
    if (refusal !== undefined) {
      throw new RestFailure(401, 'Public API request unauthorized.');
    }
  };
}

async function answer(
  xsoar: SandboxXsoar,
  { method, path, body }: SeenRest,
  pageSize: number,
): Promise<unknown> {
  switch (`${method} ${path}`) {
    case 'GET /about':
      return { demistoVersion: await xsoar.host().version(), buildNum: '1' };
    case 'POST /indicators/search':
      return await search(xsoar, parse(body), pageSize);
    case 'POST /indicators/feed/json':
      await create(xsoar, parse(body));
      return undefined;
    default:
      throw new RestFailure(404, 'There is nothing here.');
  }
}

async function search(
  xsoar: SandboxXsoar,
  body: Record<string, unknown>,
  pageSize: number,
): Promise<unknown> {
  // What stands in a `filter` is not read, and everything comes back.
  const isIgnored = 'filter' in body;
  const { query = '', size = 0, searchAfter } = isIgnored ? { size: pageSize } : body;
  const from = Array.isArray(searchAfter) ? { searchAfter } : {};
  const request = { query: String(query), size: Math.min(Number(size), pageSize), fields: [], ...from };
  const page = (await xsoar.host().searchIndicators(request).catch(refuseQuery)) as {
    iocs: Record<string, unknown>[];
    total: number;
  };
  const iocObjects = page.iocs.map((ioc) => ({ ...ioc, sortValues: [ioc.modified, ioc.id] }));
  return { iocObjects: iocObjects.length === 0 ? null : iocObjects, total: page.total };
}

function refuseQuery(thrown: unknown): never {
  throw thrown instanceof Error && thrown.cause instanceof QueryError
    ? new RestFailure(400, thrown.message)
    : thrown;
}

/** An indicator as a feed brings it over REST. */
type Fed = NewIndicator & { sourceBrand?: unknown; sourceInstance?: unknown; reliability?: unknown };

async function create(xsoar: SandboxXsoar, { indicators }: Record<string, unknown>): Promise<void> {
  if (!Array.isArray(indicators)) {
    throw new RestFailure(400, 'indicators must be a list.');
  }
  const given = indicators as Fed[];
  const { sourceBrand, sourceInstance, reliability } = given[0] ?? {};
  if (
    typeof sourceBrand !== 'string' ||
    typeof sourceInstance !== 'string' ||
    typeof reliability !== 'string'
  ) {
    throw new RestFailure(400, 'An indicator needs sourceBrand, sourceInstance and reliability.');
  }
  const source = { brand: sourceBrand, instance: sourceInstance };
  await xsoar
    .host({ reliability, source })
    .createIndicators(
      given.map(({ value, type, score, fields, rawJSON }) => ({ value, type, score, fields, rawJSON })),
    );
}

function parse(body: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(body);
    if (isRecord(json)) {
      return json;
    }
  } catch {
    // Told below, like all else that is no object.
  }
  throw new RestFailure(400, 'The body is not JSON.');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (!response.headersSent && !response.destroyed) {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(body === undefined ? '' : JSON.stringify(body));
  }
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
