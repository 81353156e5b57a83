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
import { type LineToXdr, layLine } from './line-to-xdr.ts';
import {
  type Interference,
  instance,
  type Outcome,
  type SearchAnswer,
  type Stage,
  type StageMaker,
  watch,
} from './stage.ts';
import { KEY, KEY_ID, Witness } from './witness.ts';

/** Longer than what XSOAR's index may lag behind. */
const SETTLED_MS = 60_000;

/** The integration's code in this process: XDR is a real server, time is virtual, so that no retry is waited for. */
class InProcessStage implements Stage {
  readonly xsoar: SandboxXsoar;
  readonly tenant: Tenant;
  readonly witness = new Witness();
  readonly params: Record<string, unknown>;
  readonly interference: Interference = {};
  readonly #clock: FakeClock;
  readonly #line: LineToXdr;
  readonly #pageSize: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'xdr-faults-'));

  constructor(clock: FakeClock, tenant: Tenant, line: LineToXdr, pageSize: number) {
    this.#clock = clock;
    this.#line = line;
    this.#pageSize = pageSize;
    this.tenant = tenant;
    this.xsoar = new SandboxXsoar({ clock });
    this.params = instance(line.url, KEY, KEY_ID);
    watch(tenant, this.witness, this.interference);
    this.xsoar.faults = async (call, number) => await this.interference.call?.(call, number);
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

  async unplug(): Promise<void> {
    await this.#line.unplug();
  }

  async plugIn(): Promise<void> {
    await this.#line.plugIn();
  }

  async run(command: string, args: Record<string, unknown> = {}): Promise<Outcome> {
    const results: WarRoomResult[] = [];
    const log: string[] = [];
    const host = this.xsoar.host({
      onResults: (given) => results.push(...given),
      onLog: (level, text) => log.push(`${level}: ${text}`),
    });
    const end = await this.#dispatch(command, args, this.#tapped(host)).catch(messageOf);
    const outcome = { ok: end === true, results, log: log.join('\n') };
    this.witness.hear(JSON.stringify({ end, outcome, context: this.xsoar.context }));
    this.witness.hearFiles(this.#folder);
    return typeof end === 'string' ? { ...outcome, broken: end } : outcome;
  }

  async close(): Promise<void> {
    await this.#line.close();
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
      host,
      { clock: this.#clock, random: () => 0.5, proxyFor: () => '', extraCertificates: () => undefined },
    );
  }

  /** A host whose search answers the test may cut short or change. */
  #tapped(host: Host): Host {
    let searches = 0;
    return {
      ...host,
      searchIndicators: async (request) => {
        searches += 1;
        const size = Math.min(request.size, this.#pageSize);
        const answer = await host.searchIndicators({ ...request, size });
        return this.interference.search?.(answer as SearchAnswer, searches) ?? answer;
      },
    };
  }
}

/** Makes a stage in this process. */
export const inProcess: StageMaker = async ({ skewMs = 0, bodyLimit, pageSize } = {}) => {
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
  const line = await layLine(tenant.url);
  return new InProcessStage(clock, tenant, line, pageSize ?? Number.POSITIVE_INFINITY);
};
