import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tenant } from '../../sandbox/tenant/tenant.ts';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { dispatch } from '../../src/dispatch.ts';
import { messageOf } from '../../src/errors.ts';
import type { ContextStore } from '../../src/outside/context-store.ts';
import { Ledger } from '../../src/outside/ledger.ts';
import { connectXsoar, hostOf, OUTSIDE } from '../../src/outside/sides.ts';
import { StateFile } from '../../src/outside/state-file.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type RestHook, type RestXsoar, startRest } from '../support/xsoar-rest.ts';
import type { MakeWorld, Outcome, SearchAnswer, WorldOptions } from './faulty-world.ts';
import { type LineToXdr, layLine } from './line-to-xdr.ts';
import { KEY, KEY_ID } from './secrets.ts';
import { startVirtualTenant, VirtualWorld } from './virtual-world.ts';

const RELIABILITY = 'A - Completely reliable';
const MACHINE = { pid: 1, host: 'here', now: () => Date.now(), isAlive: () => true };

interface Sides {
  xsoar: SandboxXsoar;
  rest: RestXsoar;
  tenant: Tenant;
  line: LineToXdr;
  clock: FakeClock;
}

/** The engine in this process, over XSOAR's REST API and with a state file of its own; time is virtual. */
export class RestWorld extends VirtualWorld {
  readonly rest: RestXsoar;
  /** Sees each request to XSOAR before it takes effect. */
  restHook: RestHook | undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), 'xdr-faults-'));
  readonly #files = mkdtempSync(join(tmpdir(), 'xdr-faults-'));

  constructor({ rest, clock, ...sides }: Sides, options: WorldOptions) {
    super(sides, clock, options);
    this.rest = rest;
    this.params.feedReliability = RELIABILITY;
    rest.onRequest((request, response) => {
      this.secrets.addRequest(request.headers);
      return this.restHook?.(request, response) ?? 'continue';
    });
  }

  async run(command: string, args: Record<string, unknown> = {}): Promise<Outcome> {
    const results: WarRoomResult[] = [];
    const log: string[] = [];
    const pair = { xsoar: this.rest.url, xdr: this.line.url };
    const file = await StateFile.open(join(this.#files, 'state.json'), pair, MACHINE);
    const host = this.#host(file, results, log);
    const end = await this.#dispatch(command, args, host).catch(messageOf);
    await file.close();
    const outcome = { ok: end === true, results, log: log.join('\n') };
    this.secrets.addText(JSON.stringify({ end, outcome, context: await file.read() }));
    this.secrets.addFiles(this.#folder);
    return typeof end === 'string' ? { ...outcome, broken: end } : outcome;
  }

  async close(): Promise<void> {
    await this.line.close();
    await this.tenant.close();
    await this.rest.close();
    for (const folder of [this.#folder, this.#files]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #host(file: ContextStore, results: WarRoomResult[], log: string[]): Host {
    const client = connectXsoar({
      side: { url: this.rest.url, key: KEY, keyId: KEY_ID, keyLevel: 'Auto' },
      access: 'write',
      insecure: false,
      proxy: false,
      edge: this.edge,
      onNotice: (text) => log.push(text),
    });
    const host = hostOf({
      client,
      url: this.rest.url,
      access: 'write',
      context: this.#failing(file),
      params: this.params,
      ledger: new Ledger(),
      onResults: (given) => results.push(...given),
      onLog: (level, text) => log.push(`${level}: ${text}`),
    });
    return {
      ...host,
      serverUrl: async () => this.xsoar.serverUrl,
      searchIndicators: async (request) =>
        await this.search(request.size, async (size) => await this.#searched(host, { ...request, size })),
    };
  }

  /** An answer that a test may change. */
  async #searched(host: Host, request: Parameters<Host['searchIndicators']>[0]): Promise<unknown> {
    const answer = (await host.searchIndicators(request)) as SearchAnswer & { iocs: Iterable<unknown> };
    return this.hooks.search === undefined ? answer : { ...answer, iocs: [...answer.iocs] };
  }

  /** The state file, where the sandbox's own context counts, fails as it is told, and holds the same. */
  #failing(file: ContextStore): ContextStore {
    const mirror = this.xsoar.host();
    return {
      read: async () => {
        await mirror.readContext();
        return await file.read();
      },
      write: async (context, version) => {
        await mirror.writeContext(context, { version: this.xsoar.contextVersion });
        await file.write(context, version);
      },
    };
  }

  async #dispatch(command: string, args: Record<string, unknown>, host: Host): Promise<boolean> {
    const invocation = {
      command,
      args,
      params: this.params,
      investigationId: 'inv',
      workingDirectory: this.#folder,
      isDebug: true,
      ...OUTSIDE,
    };
    return await dispatch(invocation, host, this.edge);
  }
}

/** A world over XSOAR 8, whose key signs. */
export const inRest = (async (options: WorldOptions = {}) => {
  const clock = new FakeClock();
  const tenant = await startVirtualTenant(clock, options);
  const xsoar = new SandboxXsoar({ clock });
  const rest = await startRest(xsoar, {
    generation: 8,
    key: KEY,
    keyId: KEY_ID,
    keyLevel: 'Advanced',
    clock,
  });
  return new RestWorld({ xsoar, rest, tenant, line: await layLine(tenant.url), clock }, options);
}) satisfies MakeWorld;
