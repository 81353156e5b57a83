import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTenant, type Tenant, type TenantOptions } from '../../sandbox/tenant/tenant.ts';
import { SandboxXsoar, type XsoarOptions } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { dispatch } from '../../src/dispatch.ts';
import type { Edge } from '../../src/edge.ts';
import { type Entry, isMetrics, type WarRoomResult } from '../../src/xsoar/entries.ts';
import { FakeClock } from './fake-clock.ts';
import { instanceParams } from './instance.ts';
import { KEY, KEY_ID } from './xdr.ts';

/** What one run of a command gave. */
export interface Outcome {
  ok: boolean;
  results: WarRoomResult[];
  /** The execution metrics among the results. */
  metrics: WarRoomResult[];
  entries: Entry[];
  /** The contents of all results, one after the other. */
  text: string;
  log: string;
}

/** An XSOAR, an XDR tenant, and the integration between them; time stands still unless it is moved. */
export interface World {
  clock: FakeClock;
  xsoar: SandboxXsoar;
  tenant: Tenant;
  /** Where file entries are written. */
  folder: string;
  /** The instance's parameters; change them at will. */
  params: Record<string, unknown>;
  /** How long XSOAR lets a run take, in s; undefined where it does not say. */
  limitSeconds: number | undefined;
  /** Adds bad IP indicators to XSOAR, numbered from `from` on. */
  addIps(count: number, from?: number): void;
  run(command: string, args?: Record<string, unknown>): Promise<Outcome>;
  close(): Promise<void>;
}

/** In what a world differs from the usual one: its tenant, and its XSOAR. */
export interface WorldOptions extends Partial<Omit<TenantOptions, 'clock'>> {
  xsoar?: Omit<XsoarOptions, 'clock'>;
  /** What the environment says about the network. */
  edge?: Partial<Edge>;
}

export async function createWorld({ xsoar: ofXsoar, edge, ...ofTenant }: WorldOptions = {}): Promise<World> {
  const clock = new FakeClock();
  const tenant = await startTenant({ keyId: KEY_ID, key: KEY, keyLevel: 'Advanced', ...ofTenant, clock });
  const xsoar = new SandboxXsoar({ ...ofXsoar, clock });
  const folder = mkdtempSync(join(tmpdir(), 'xdr-world-'));
  const params = instanceParams(tenant.url);
  const world: World = {
    clock,
    xsoar,
    tenant,
    folder,
    params,
    limitSeconds: undefined,
    addIps: (count, from = 0) => {
      for (let number = from; number < from + count; number += 1) {
        xsoar.indicators.add(ipOf(number));
      }
    },
    run: async (command, args = {}) => {
      const results: WarRoomResult[] = [];
      const metrics: WarRoomResult[] = [];
      const log: string[] = [];
      const host = xsoar.host({
        onResults: (given) =>
          given.forEach((result) => {
            (isMetrics(result) ? metrics : results).push(result);
          }),
        onLog: (level, text) => log.push(`${level}: ${text}`),
      });
      const ok = await dispatch(
        {
          command,
          args,
          params,
          investigationId: 'inv',
          workingDirectory: folder,
          isDebug: true,
          brand: xsoar.brand,
          instance: xsoar.instance,
          limitSeconds: world.limitSeconds,
        },
        host,
        { clock, random: () => 0.5, proxyFor: () => '', extraCertificates: () => undefined, ...edge },
      );
      const text = results.map((result) => (typeof result === 'string' ? result : textOf(result))).join('\n');
      return {
        ok,
        results,
        metrics,
        entries: results.filter((result) => typeof result !== 'string'),
        text,
        log: log.join('\n'),
      };
    },
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      await tenant.close();
    },
  };
  return world;
}

/** A bad IP indicator, numbered; 10.0.0.0/8 has room for many. */
export function ipOf(number: number): { value: string; indicator_type: string; score: number } {
  return {
    value: `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
    indicator_type: 'IP',
    score: 3,
  };
}

/** What an entry says: its text, or what people read of data, without Markdown's backslashes and the instance's name. */
export function textOf({ Contents, HumanReadable }: Entry): string {
  if (typeof Contents === 'string') {
    return Contents;
  }
  const read = HumanReadable?.replace(/\n\nInstance: [^\n]*$/, '').replace(/\\(?=[^\w\s])|\\(?=_)/g, '');
  return read ?? JSON.stringify(Contents);
}
