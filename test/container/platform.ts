import type { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import type { Host } from '../../src/xsoar/host.ts';
import type { LoopRequest, Platform } from './loop.ts';

/** The server's side of the integration context: what a run wrote without `sync` is in the instance's memory only. */
export class ContextMemory {
  #pending: Record<string, unknown> | undefined;

  /** What a run left behind without `sync`; the database gets it when the run completes, and never after a kill. */
  async complete(host: Host): Promise<void> {
    if (this.#pending !== undefined) {
      const { version } = (await host.readContext()) as { version: unknown };
      await host.writeContext(this.#pending, version);
      this.#pending = undefined;
    }
  }

  lose(): void {
    this.#pending = undefined;
  }

  async read(host: Host, refresh: boolean): Promise<unknown> {
    const stored = (await host.readContext()) as { version: unknown };
    return this.#pending === undefined || refresh ? stored : { ...stored, context: this.#pending };
  }

  async write(host: Host, value: Record<string, unknown>, version: unknown, sync: boolean): Promise<void> {
    if (sync) {
      await host.writeContext(value, version);
    } else {
      this.#pending = value;
    }
  }
}

/** Answers a loop process's calls as a server does whose indicators and context are the sandbox's. */
export function createPlatform(xsoar: SandboxXsoar, memory: ContextMemory, logs: string[] = []): Platform {
  const host = xsoar.host({ onLog: (level, text) => logs.push(`${level}: ${text}`) });
  const calls: Record<string, (request: LoopRequest) => unknown> = {
    searchIndicators: ({ query, size, searchAfter }) =>
      host.searchIndicators({
        query: String(query),
        size: Number(size),
        fields: [],
        ...(Array.isArray(searchAfter) ? { searchAfter } : {}),
      }),
    createIndicators: ({ indicators }) => host.createIndicators(indicators as NewIndicator[]),
    getIntegrationContext: ({ refresh }) => memory.read(host, refresh === true),
    setIntegrationContext: ({ value, version, sync }) =>
      memory.write(host, value as Record<string, unknown>, version, sync === true),
    log: ({ level, text }) => host.log(level as 'info', String(text)),
    version: async () => ({ version: await host.version() }),
    urls: async () => ({ server: await host.serverUrl() }),
  };
  return async (request) => {
    const call = calls[request.type];
    if (call === undefined) {
      throw new Error(`the server has no ${request.type}`);
    }
    return await call(request);
  };
}
