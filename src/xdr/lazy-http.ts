import type { ConnectionOptions } from '../http/agents.ts';
import type { HttpAnswer, HttpRequest, Poster } from './http.ts';

export interface LazyHttpOptions {
  /** Origin of the XDR API. */
  url: string;
  /** Asked when the first request is made. */
  connection: () => ConnectionOptions;
  userAgent: string;
  /** How long the line may be silent, in ms. */
  idleTimeoutMs: number;
}

/** HTTP that is loaded with the first request: it takes longer to load than all the rest, and not every run needs it. */
export class LazyHttp implements Poster {
  readonly #options: LazyHttpOptions;
  #http: Promise<Poster> | undefined;

  constructor(options: LazyHttpOptions) {
    this.#options = options;
  }

  async post(request: HttpRequest): Promise<HttpAnswer> {
    this.#http ??= this.#load();
    return await (await this.#http).post(request);
  }

  async #load(): Promise<Poster> {
    const [{ Http }, { createAgents }] = await Promise.all([
      import('./http.ts'),
      import('../http/agents.ts'),
    ]);
    const { connection: connectionOf, ...options } = this.#options;
    const connection = connectionOf();
    return new Http({ ...options, agents: createAgents(connection), proxyUrl: connection.proxyUrl });
  }
}
