import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import FormData from 'form-data';
import type { Agents } from './agents.ts';
import { networkFailure } from './failures.ts';

/** What a request carries: JSON (large one as bytes, in pieces), or a file on disk as the multipart part `file`. */
export type RequestBody =
  | { json: string | readonly Buffer[] }
  | { path: string; fileName: string; contentType: string };

export interface HttpAnswer {
  status: number;
  body: string;
  date: unknown;
  retryAfter: unknown;
}

/** Sends one request and gives its answer, whatever its status. Rejects with an `XdrError` when there is no answer. */
export interface Poster {
  /** @param timeoutMs how long the whole exchange may take */
  post(endpoint: string, body: RequestBody, headers: object, timeoutMs: number): Promise<HttpAnswer>;
}

export interface HttpOptions {
  /** Origin of the XDR API. */
  url: string;
  agents: Agents;
  userAgent: string;
  /** How long the line may be silent, in ms. */
  idleTimeoutMs: number;
}

/** The largest answer that is read, in bytes: `get_changes` is not paged. */
const LARGEST_ANSWER = 512 * 1024 * 1024;

/** Requests to XDR over axios. */
export class Http implements Poster {
  readonly #client: AxiosInstance;

  constructor(options: HttpOptions) {
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

  async post(endpoint: string, body: RequestBody, headers: object, timeoutMs: number): Promise<HttpAnswer> {
    const content = await prepare(body);
    try {
      const answer = await this.#client.post<string>(endpoint, content.data, {
        headers: { ...content.headers, ...headers },
        signal: AbortSignal.timeout(timeoutMs),
      });
      return toAnswer(answer);
    } catch (thrown) {
      // Never the axios error itself: it holds the request, and so the key.
      if (isAxiosError(thrown)) {
        throw networkFailure(thrown.code ?? 'ERR_NETWORK', thrown.message);
      }
      throw thrown;
    } finally {
      content.stream?.destroy();
    }
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

function toAnswer(answer: AxiosResponse<string>): HttpAnswer {
  return {
    status: answer.status,
    body: typeof answer.data === 'string' ? answer.data : '',
    date: answer.headers.date,
    retryAfter: answer.headers['retry-after'],
  };
}
