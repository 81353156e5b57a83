import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTenant, type Tenant } from '../../sandbox/tenant/tenant.ts';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { messageOf } from '../../src/errors.ts';
import { Loop, type LoopRequest, type Platform, type RunEnd } from '../container/loop.ts';
import { ContextMemory, createPlatform } from '../container/platform.ts';
import { childrenOf, isAlive, until } from '../container/processes.ts';
import { FaultyWorld, type Outcome, type WorldOptions } from './faulty-world.ts';
import { type LineToXdr, layLine } from './line-to-xdr.ts';
import { KEY, KEY_ID } from './secrets.ts';

const HOUR_MS = 3_600_000;
/** The run's time, in seconds: retries are waited for. */
const RUN_SECONDS = 8;

/** Which process is killed: the container's Python loop process, or the node process that it has started. */
export type Process = 'loop' | 'node';

/**
 * The uploaded file in a real loop process, whose processes can be killed. Time is real; XSOAR's own clock is an hour
 * behind, so that whatever it stamps is old enough to be pushed at once.
 */
export class ContainerWorld extends FaultyWorld {
  /** Called when a call has arrived at the server, before it counts, and when it has counted, before the answer. */
  onCall: ((call: string, moment: 'before' | 'after') => void) | undefined;
  /** How often a process was killed. */
  kills = 0;
  readonly #script: string;
  readonly #root = mkdtempSync(join(tmpdir(), 'xdr-faults-'));
  readonly #memory = new ContextMemory();
  readonly #logs: string[] = [];
  readonly #server = createPlatform(this.xsoar, this.#memory, this.#logs);
  #loop = new Loop({ root: this.#root });
  #loopIsDead = false;
  /** The node process that was running when a kill came. */
  #node = 0;

  constructor(script: string, tenant: Tenant, line: LineToXdr, options: WorldOptions) {
    super({ xsoar: new SandboxXsoar({ clock: shifted(-HOUR_MS) }), tenant, line }, options);
    this.#script = script;
    this.params.max_run_seconds = RUN_SECONDS;
  }

  now(): number {
    return Date.now() - HOUR_MS;
  }

  settle(): void {}

  advance(): void {}

  /** SIGKILL, at once. */
  kill(which: Process): void {
    this.kills += 1;
    this.#loopIsDead ||= which === 'loop';
    this.#node = childrenOf(this.#loop.pid)[0] ?? 0;
    const pid = which === 'loop' ? this.#loop.pid : this.#node;
    if (pid > 0) {
      process.kill(pid, 'SIGKILL');
    }
  }

  async run(command: string, args: Record<string, unknown> = {}): Promise<Outcome> {
    this.#logs.length = 0;
    const end = await this.#runInLoop(command, args).catch((thrown: unknown) => messageOf(thrown));
    const outcome = { ...outcomeOf(command, end), log: this.#logs.join('\n') };
    this.secrets.addText(JSON.stringify(outcome) + JSON.stringify(this.xsoar.context) + this.#loop.stderr);
    this.secrets.addFiles(this.#loop.workingDirectory);
    if (this.#loopIsDead) {
      await this.#replaceLoop();
    }
    return outcome;
  }

  async close(): Promise<void> {
    await this.#loop.kill();
    await this.line.close();
    await this.tenant.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  async #runInLoop(command: string, args: Record<string, unknown>): Promise<RunEnd> {
    const run = { script: this.#script, command, args, params: this.params, context: { IsDebug: true } };
    const end = await this.#loop.run(run, this.#platform);
    await this.#memory.complete(this.xsoar.host());
    return end;
  }

  readonly #platform: Platform = async (request) => {
    this.onCall?.(request.type, 'before');
    const answer = await this.#answer(request);
    this.onCall?.(request.type, 'after');
    return answer;
  };

  async #answer(request: LoopRequest): Promise<unknown> {
    return request.type === 'searchIndicators'
      ? await this.search(Number(request.size), async (size) => await this.#server({ ...request, size }))
      : await this.#server(request);
  }

  /** After a kill nothing of the run is left, and what it had not written through is lost. */
  async #replaceLoop(): Promise<void> {
    await this.#loop.kill();
    await until(() => !isAlive(this.#node));
    this.#memory.lose();
    this.#loop = new Loop({ root: this.#root });
    this.#loopIsDead = false;
  }
}

/** @param script of the unified YAML */
export async function inContainer(script: string, options: WorldOptions = {}): Promise<ContainerWorld> {
  const { bodyLimit, skewMs = 0 } = options;
  const tenant = await startTenant({
    keyId: KEY_ID,
    key: KEY,
    keyLevel: 'Advanced',
    clock: shifted(skewMs),
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
  });
  return new ContainerWorld(script, tenant, await layLine(tenant.url), options);
}

function outcomeOf(command: string, end: RunEnd | string): Omit<Outcome, 'log'> {
  if (typeof end === 'string') {
    return { ok: false, results: [], broken: end };
  }
  const { results, error } = end;
  if (error !== null) {
    return { ok: false, results, broken: error };
  }
  const failed = results.some((result) => typeof result !== 'string' && result.Type === 4);
  const notOk = command === 'test-module' && results[0] !== 'ok';
  return { ok: !failed && !notOk, results };
}

function shifted(milliseconds: number): Clock {
  return { ...systemClock, now: () => systemClock.now() + milliseconds };
}
