import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/clock.ts';
import { messageOf } from '../../src/errors.ts';
import { startTenant } from '../../src/sandbox/tenant/tenant.ts';
import { SandboxXsoar } from '../../src/sandbox/xsoar/sandbox-xsoar.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import { Loop, type LoopRequest, type Platform, type RunEnd } from '../container/loop.ts';
import { ContextMemory, createPlatform } from '../container/platform.ts';
import { childrenOf, isAlive, until } from '../container/processes.ts';
import { hearFiles } from './in-process.ts';
import { layLine } from './line-to-xdr.ts';
import {
  type Interference,
  instance,
  type SearchAnswer,
  type Stage,
  type StageOptions,
  watch,
} from './stage.ts';
import { KEY, KEY_ID, Witness } from './witness.ts';

const HOUR_MS = 3_600_000;

/** Whose end a kill is: the container's Python loop process, or the node process that it has started. */
export type Victim = 'loop' | 'node';

/** A stage whose processes can be killed. */
export interface ContainerStage extends Stage {
  /** Called when a call has arrived at the server (`before` it counts) and when it has counted, before the answer. */
  onEvent: ((call: string, moment: 'before' | 'after') => void) | undefined;
  /** SIGKILL, at once. */
  kill(victim: Victim): void;
  /** How often that was done. */
  readonly kills: number;
}

/**
 * The uploaded file in a real loop process. Time is real; XSOAR's own clock is an hour behind, so that whatever it
 * stamps is old enough to be pushed at once.
 */
export async function inContainer(script: string, options: StageOptions = {}): Promise<ContainerStage> {
  const { bodyLimit, pageSize = Number.POSITIVE_INFINITY, skewMs = 0 } = options;
  const root = mkdtempSync(join(tmpdir(), 'xdr-faults-'));
  const tenant = await startTenant({
    keyId: KEY_ID,
    key: KEY,
    keyLevel: 'Advanced',
    clock: shifted(skewMs),
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
  });
  const line = await layLine(tenant.url);
  const xsoar = new SandboxXsoar({ clock: shifted(-HOUR_MS) });
  const memory = new ContextMemory();
  const witness = new Witness();
  const interference: Interference = {};
  const params = { ...instance(line.url, KEY, KEY_ID), max_run_seconds: 8 };
  watch(tenant, witness, interference);
  xsoar.faults = async (call, number) => await interference.call?.(call, number);

  let loop = new Loop({ root });
  let dead = false;
  let node = 0;
  let kills = 0;
  const logs: string[] = [];
  const server = createPlatform(xsoar, memory, logs);
  let searches = 0;
  const platform: Platform = async (request) => {
    stage.onEvent?.(request.type, 'before');
    const answer = await served(request);
    stage.onEvent?.(request.type, 'after');
    return answer;
  };
  const served = async (request: LoopRequest): Promise<unknown> => {
    if (request.type !== 'searchIndicators') {
      return await server(request);
    }
    searches += 1;
    const answer = await server({ ...request, size: Math.min(Number(request.size), pageSize) });
    return interference.search?.(answer as SearchAnswer, searches) ?? answer;
  };
  const run = async (command: string, args: Record<string, unknown>): Promise<RunEnd> => {
    const end = await loop.run({ script, command, args, params, context: { IsDebug: true } }, platform);
    await memory.complete(xsoar.host());
    return end;
  };
  /** After a kill nothing of the run is left, and what it had not written through is lost. */
  const bury = async (): Promise<void> => {
    await loop.kill();
    await until(() => !isAlive(node));
    memory.lose();
    witness.hear(loop.stderr);
    loop = new Loop({ root });
    dead = false;
  };
  const stage: ContainerStage = {
    xsoar,
    tenant,
    witness,
    params,
    interference,
    onEvent: undefined,
    now: () => Date.now() - HOUR_MS,
    settle: () => undefined,
    advance: () => undefined,
    unplug: line.unplug,
    plugIn: line.plugIn,
    get kills() {
      return kills;
    },
    kill: (victim) => {
      kills += 1;
      node = childrenOf(loop.pid)[0] ?? 0;
      if (victim === 'loop') {
        dead = true;
      }
      const pid = victim === 'loop' ? loop.pid : node;
      if (pid > 0) {
        process.kill(pid, 'SIGKILL');
      }
    },
    run: async (command, args = {}) => {
      logs.length = 0;
      searches = 0;
      const end = await run(command, args).catch((thrown: unknown) => messageOf(thrown));
      const outcome =
        typeof end === 'string'
          ? { ok: false, results: [], log: logs.join('\n'), broken: end }
          : { ...judge(command, end), log: logs.join('\n') };
      if (dead) {
        await bury();
      }
      witness.hear(JSON.stringify(outcome) + JSON.stringify(xsoar.context) + loop.stderr);
      hearFiles(witness, loop.workingDirectory);
      return outcome;
    },
    close: async () => {
      await loop.kill();
      await line.close();
      await tenant.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return stage;
}

function judge(
  command: string,
  { results, error }: RunEnd,
): { ok: boolean; results: WarRoomResult[]; broken?: string } {
  if (error !== null) {
    return { ok: false, results, broken: error };
  }
  const failed = results.some((result) => typeof result !== 'string' && result.Type === 4);
  const refused = command === 'test-module' && results[0] !== 'ok';
  return { ok: !failed && !refused, results };
}

function shifted(milliseconds: number): Clock {
  return { ...systemClock, now: () => systemClock.now() + milliseconds };
}
