import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import FormData from 'form-data';
import type { Agents } from '../http/agents.ts';
import { networkFailure } from './failures.ts';
import { LargeList } from './large-list.ts';
import { proxyName, proxyThatAnswered, withoutProxyLogin } from './proxy.ts';
import { received } from './received.ts';
import { beginningOf, spool } from './spool.ts';

/** What a request carries: JSON (large one as bytes, in pieces), or a file on disk as the multipart part `file`. */
export type RequestBody =
  | { json: string | readonly Buffer[] }
  | { path: string; fileName: string; contentType: string };

export interface HttpRequest {
  endpoint: string;
  body: RequestBody;
  headers: object;
  /** How long the whole exchange may take. */
  timeoutMs: number;
  /** True where a successful answer may be too large for memory. */
  isLarge?: boolean;
}

export interface HttpAnswer {
  status: number;
  /** A text; of a large answer, the list that it is. */
  body: string | LargeList;
  date: unknown;
  retryAfter: unknown;
  /** Where a redirect leads. */
  location?: unknown;
  /** Who answered, as the beginning of a sentence, where that was plainly a proxy and not XDR. */
  proxy?: string | undefined;
}

/** Sends one request and gives its answer, whatever its status. Rejects with an `XdrError` when there is no answer. */
export interface Poster {
  post(request: HttpRequest): Promise<HttpAnswer>;
}

export interface HttpOptions {
  /** Origin of the XDR API. */
  url: string;
  agents: Agents;
  /** The proxy that the agents go through; missing or empty for none. */
  proxyUrl?: string;
  userAgent: string;
  /** How long the line may be silent, in ms. */
  idleTimeoutMs: number;
}

/** The largest answer that is read into memory, in bytes. */
const LARGEST_ANSWER = 512 * 1024 * 1024;

/** Requests to XDR over axios. */
export class Http implements Poster {
  readonly #client: AxiosInstance;
  readonly #idleTimeoutMs: number;
  readonly #proxyUrl: string;
  /** Requests to which a proxy did not open the way. */
  readonly #refusedOnTheWay = new WeakSet<object>();

  constructor(options: HttpOptions) {
    this.#idleTimeoutMs = options.idleTimeoutMs;
    this.#proxyUrl = options.proxyUrl ?? '';
    options.agents.httpsAgent.on('proxyConnect', (answer: { statusCode: number }, request: object) => {
      if (answer.statusCode !== 200) {
        this.#refusedOnTheWay.add(request);
      }
    });
    this.#client = axios.create({
      baseURL: `${options.url}/public_api/v1/indicators/`,
      ...options.agents,
      proxy: false,
      // Following a redirect would hand the signature to whoever XDR's address points to.
      maxRedirects: 0,
      timeout: options.idleTimeoutMs,
      maxBodyLength: Number.POSITIVE_INFINITY,
      maxContentLength: LARGEST_ANSWER,
      responseType: 'text',
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
      validateStatus: () => true,
      headers: { 'User-Agent': options.userAgent, 'x-iocs-source': 'xsoar' },
    });
  }

  async post(request: HttpRequest): Promise<HttpAnswer> {
    const content = await prepare(request.body);
    try {
      const answer = await this.#client.post<unknown>(request.endpoint, content.data, {
        headers: { ...content.headers, ...request.headers },
        signal: AbortSignal.timeout(request.timeoutMs),
        // A stream is measured by who reads it: axios could not end one that it measures.
        ...(request.isLarge ? { responseType: 'stream', maxContentLength: -1 } : {}),
      });
      return await this.#toAnswer(answer);
    } catch (thrown) {
      // Never the axios error itself: it holds the request, and so the key.
      if (isAxiosError(thrown)) {
        const proxy = this.#proxyUrl === '' ? undefined : proxyName(this.#proxyUrl);
        throw networkFailure(thrown.code ?? 'ERR_NETWORK', thrown.message, proxy);
      }
      throw thrown;
    } finally {
      content.stream?.destroy();
    }
  }

  async #toAnswer({ status, headers, data, request }: AxiosResponse<unknown>): Promise<HttpAnswer> {
    const body = data instanceof Readable ? await this.#readStream(data, status) : data;
    const proxy = proxyThatAnswered(
      {
        status,
        body,
        asksForProxyLogin: headers['proxy-authenticate'] !== undefined,
        wasRefusedOnTheWay: this.#refusedOnTheWay.has(request),
      },
      this.#proxyUrl,
    );
    const text = typeof body === 'string' ? body : '';
    return {
      status,
      body: body instanceof LargeList ? body : proxy === undefined ? text : this.#withoutLogin(text),
      date: headers.date,
      retryAfter: headers['retry-after'],
      location: headers.location,
      proxy,
    };
  }

  #withoutLogin(text: string): string {
    return withoutProxyLogin(text, this.#proxyUrl);
  }

  /** Only a success is worth a file. */
  async #readStream(stream: Readable, status: number): Promise<string | LargeList> {
    const body = received(stream, this.#idleTimeoutMs);
    return status >= 200 && status <= 299 ? await spool(body) : await beginningOf(body);
  }
}

interface Content {
  data: unknown;
  headers: Record<string, string>;
  /** Left open by an upload that failed half-way. */
  stream?: Readable;
}

async function prepare(body: RequestBody): Promise<Content> {
  if ('json' in body) {
    return prepareJson(body.json);
  }
  // Opened first: a file that cannot be read is no failure of the network.
  const file = (await open(body.path)).createReadStream();
  const form = new FormData();
  form.append('file', file, { filename: body.fileName, contentType: body.contentType });
  return { data: form, headers: form.getHeaders(), stream: file };
}

function prepareJson(json: string | readonly Buffer[]): Content {
  const headers = { 'Content-Type': 'application/json' };
  if (typeof json === 'string') {
    return { data: json, headers };
  }
  const length = json.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const stream = Readable.from(json);
  return { data: stream, headers: { ...headers, 'Content-Length': String(length) }, stream };
}
