import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTenant, type Tenant } from '../../sandbox/tenant/tenant.ts';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { dispatch } from '../../src/dispatch.ts';
import { messageOf } from '../../src/errors.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FaultyWorld, type MakeWorld, type Outcome, type WorldOptions } from './faulty-world.ts';
import { type LineToXdr, layLine } from './line-to-xdr.ts';
import { KEY, KEY_ID } from './secrets.ts';

/** Longer than what XSOAR's index may lag behind. */
const SETTLED_MS = 60_000;

/** The integration's code in this process: XDR is a real server, time is virtual, so that no retry is waited for. */
class InProcessWorld extends FaultyWorld {
  readonly #clock: FakeClock;
  readonly #folder = mkdtempSync(join(tmpdir(), 'xdr-faults-'));

  constructor(clock: FakeClock, tenant: Tenant, line: LineToXdr, options: WorldOptions) {
    super({ xsoar: new SandboxXsoar({ clock }), tenant, line }, options);
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  settle(): void {
    this.#clock.advance(SETTLED_MS);
  }

  advance(milliseconds: number): void {
    this.#clock.advance(milliseconds);
  }

  async run(command: string, args: Record<string, unknown> = {}): Promise<Outcome> {
    const results: WarRoomResult[] = [];
    const log: string[] = [];
    const host = this.xsoar.host({
      onResults: (given) => results.push(...given),
      onLog: (level, text) => log.push(`${level}: ${text}`),
    });
    const end = await this.#dispatch(command, args, host).catch(messageOf);
    const outcome = { ok: end === true, results, log: log.join('\n') };
    this.secrets.addText(JSON.stringify({ end, outcome, context: this.xsoar.context }));
    this.secrets.addFiles(this.#folder);
    return typeof end === 'string' ? { ...outcome, broken: end } : outcome;
  }

  async close(): Promise<void> {
    await this.line.close();
    await this.tenant.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #dispatch(command: string, args: Record<string, unknown>, host: Host): Promise<boolean> {
    return await dispatch(
      {
        command,
        args,
        params: this.params,
        investigationId: 'inv',
        workingDirectory: this.#folder,
        isDebug: true,
        brand: '',
        instance: '',
      },
      {
        ...host,
        searchIndicators: async (request) =>
          await this.search(request.size, async (size) => await host.searchIndicators({ ...request, size })),
      },
      { clock: this.#clock, random: () => 0.5, proxyFor: () => '', extraCertificates: () => undefined },
    );
  }
}

export const inProcess: MakeWorld = async (options = {}) => {
  const { skewMs = 0, bodyLimit } = options;
  const clock = new FakeClock();
  const tenant = await startTenant({
    keyId: KEY_ID,
    key: KEY,
    keyLevel: 'Advanced',
    clock: {
      now: () => clock.now() + skewMs,
      sleep: async (milliseconds) => await clock.sleep(milliseconds),
    },
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
  });
  return new InProcessWorld(clock, tenant, await layLine(tenant.url), options);
};
