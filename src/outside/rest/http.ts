import axios, { type AxiosInstance, isAxiosError } from 'axios';
import type { Agents } from '../../http/agents.ts';
import { unreached } from './failures.ts';

/** A request to XSOAR, ready to be sent. */
interface RestRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  json?: string | undefined;
  /** How long the whole exchange may take. */
  timeoutMs: number;
}

/** What XSOAR, or whoever stands before it, answered. */
export interface RestAnswer {
  status: number;
  body: Buffer;
  date: unknown;
  retryAfter: unknown;
}

/** Sends one request and gives its answer, whatever its status. Rejects with a `RestError` where there is none. */
export type Send = (request: RestRequest) => Promise<RestAnswer>;

/** How long the line may be silent, in ms. */
const IDLE_TIMEOUT_MS = 120_000;
/** The largest answer that is read into memory, in bytes. */
const LARGEST_ANSWER = 512 * 1024 * 1024;

/** Requests over axios. */
export function createSend(agents: Agents, userAgent: string): Send {
  const client = axios.create({
    ...agents,
    proxy: false,
    // Following a redirect would hand the key to whoever the answer names.
    maxRedirects: 0,
    timeout: IDLE_TIMEOUT_MS,
    maxBodyLength: Number.POSITIVE_INFINITY,
    maxContentLength: LARGEST_ANSWER,
    responseType: 'arraybuffer',
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    headers: { 'User-Agent': userAgent, Accept: 'application/json', 'Content-Type': 'application/json' },
  });
  return async (request) => await exchange(client, request);
}

async function exchange(
  client: AxiosInstance,
  { method, url, headers, json, timeoutMs }: RestRequest,
): Promise<RestAnswer> {
  try {
    const answer = await client.request<unknown>({
      method,
      url,
      headers: { ...headers },
      data: json,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return {
      status: answer.status,
      body: Buffer.isBuffer(answer.data) ? answer.data : Buffer.alloc(0),
      date: answer.headers.date,
      retryAfter: answer.headers['retry-after'],
    };
  } catch (thrown) {
    // Never the axios error itself: it holds the request, and so the key.
    if (isAxiosError(thrown)) {
      throw unreached(thrown.code ?? 'ERR_NETWORK', thrown.message);
    }
    throw thrown;
  }
}
