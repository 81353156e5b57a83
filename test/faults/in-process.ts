import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/clock.ts';
import { dispatch } from '../../src/dispatch.ts';
import { messageOf } from '../../src/errors.ts';
import { startTenant } from '../../src/sandbox/tenant/tenant.ts';
import { SandboxXsoar } from '../../src/sandbox/xsoar/sandbox-xsoar.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { layLine } from './line-to-xdr.ts';
import { type Interference, instance, type SearchAnswer, type StageMaker, watch } from './stage.ts';
import { KEY, KEY_ID, Witness } from './witness.ts';

/** The integration's code in this process: XDR is a real server, time is virtual, so that no retry is waited for. */
export const inProcess: StageMaker = async (options = {}) => {
  const clock = new FakeClock();
  const tenantClock: Clock = {
    now: () => clock.now() + (options.skewMs ?? 0),
    sleep: async (milliseconds) => await clock.sleep(milliseconds),
  };
  const { bodyLimit, pageSize = Number.POSITIVE_INFINITY } = options;
  const tenant = await startTenant({
    keyId: KEY_ID,
    key: KEY,
    keyLevel: 'Advanced',
    clock: tenantClock,
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
  });
  const line = await layLine(tenant.url);
  const xsoar = new SandboxXsoar({ clock });
  const witness = new Witness();
  const interference: Interference = {};
  const folder = mkdtempSync(join(tmpdir(), 'xdr-faults-'));
  const params = instance(line.url, KEY, KEY_ID);
  watch(tenant, witness, interference);
  xsoar.faults = async (call, number) => await interference.call?.(call, number);

  const run = async (command: string, args: Record<string, unknown>) => {
    const results: WarRoomResult[] = [];
    const log: string[] = [];
    const host = tapped(
      xsoar.host({
        onResults: (given) => results.push(...given),
        onLog: (level, text) => log.push(`${level}: ${text}`),
      }),
      interference,
      pageSize,
    );
    const invocation = {
      command,
      args,
      params,
      investigationId: 'inv',
      workingDirectory: folder,
      isDebug: true,
    };
    const edge = { clock, random: () => 0.5, proxyFor: () => '', extraCertificates: () => undefined };
    const end = await dispatch(invocation, host, edge).catch((thrown: unknown) => messageOf(thrown));
    const broken = typeof end === 'string' ? end : undefined;
    const outcome = { ok: end === true, results, log: log.join('\n') };
    return broken === undefined ? outcome : { ...outcome, broken };
  };
  return {
    xsoar,
    tenant,
    witness,
    params,
    interference,
    now: () => clock.now(),
    settle: () => clock.advance(60_000),
    advance: (milliseconds) => clock.advance(milliseconds),
    unplug: line.unplug,
    plugIn: line.plugIn,
    run: async (command, args = {}) => {
      const outcome = await run(command, args);
      witness.hear(JSON.stringify(outcome) + JSON.stringify(xsoar.context));
      hearFiles(witness, folder);
      return outcome;
    },
    close: async () => {
      await line.close();
      await tenant.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** A host whose search answers the test may cut short or change. */
function tapped(host: Host, interference: Interference, pageSize: number): Host {
  let searches = 0;
  return {
    ...host,
    searchIndicators: async (request) => {
      searches += 1;
      const answer = await host.searchIndicators({ ...request, size: Math.min(request.size, pageSize) });
      return interference.search?.(answer as SearchAnswer, searches) ?? answer;
    },
  };
}

/** Hears what a run left in a folder, and clears it away. */
export function hearFiles(witness: Witness, folder: string): void {
  for (const name of readdirSync(folder)) {
    witness.hear(`${name}\n${readFileSync(join(folder, name), 'latin1')}`);
    rmSync(join(folder, name));
  }
}
