import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Loop, type RunEnd } from '../test/container/loop.ts';
import { inTemporaryFolder } from '../test/support/temporary-folder.ts';
import { instanceParams } from './instance.ts';
import type { Pages } from './pages.ts';
import { type Usage, watchProcess } from './process-tree.ts';
import { bindTo } from './processors.ts';
import { startTenant, type TenantCounts } from './tenant.ts';
import { type BenchXsoar, createXsoar } from './xsoar.ts';

/** A first sync that takes longer than this never ends. */
const MOST_RUNS = 1_000;

/** How the two sides behave, and where the `demisto` object lives. */
export interface Setting {
  apart: boolean;
  /** To how many processors the container is bound; undefined: to none. */
  cpus: number | undefined;
  pageLatencyMs: number;
  xdrLatencyMs: number;
  maxRunSeconds: number;
}

/** What is run between the two sides. */
export interface Work {
  script: string;
  command: string;
  args?: Record<string, string>;
  changes?: number;
  context?: Record<string, unknown>;
}

/** What one run took. */
export interface Measurement extends Usage {
  wallSeconds: number;
  /** How long each of its runs took: one, unless the instance's Maximum run time ends it before it is done. */
  runSeconds: number[];
  searches: number;
  /** What XSOAR gave, in bytes. */
  bytesIn: number;
  /** What XDR was sent, in bytes. */
  bytesOut: number;
  /** The size of the file that was made, in bytes. */
  fileBytes: number;
  tenant: TenantCounts;
  /** The integration context after it. */
  context: Record<string, unknown>;
}

/** Runs something in a new container between a new tenant and an XSOAR that has these pages; nothing is left of it. */
export async function measure(work: Work, pages: Pages, setting: Setting): Promise<Measurement> {
  return await inTemporaryFolder('xdr-bench-', async (root) => await measureIn(root, work, pages, setting));
}

async function measureIn(root: string, work: Work, pages: Pages, setting: Setting): Promise<Measurement> {
  const tenant = await startTenant({
    latencyMs: setting.xdrLatencyMs,
    changes: work.changes ?? 0,
    indicators: pages.total,
  });
  const loop = new Loop({ root, apart: setting.apart });
  try {
    if (setting.cpus !== undefined) {
      bindTo(setting.cpus, loop.pid);
    }
    const xsoar = createXsoar(pages, work.context ?? {}, setting.pageLatencyMs);
    const runSeconds: number[] = [];
    const used = await watch(loop, async () => {
      do {
        runSeconds.push(await runOnce(loop, work, xsoar, tenant.url, setting));
      } while (xsoar.context.is_first_sync_phase === true && runSeconds.length < MOST_RUNS);
    });
    const counts = await tenant.counts();
    return {
      ...used,
      runSeconds,
      wallSeconds: runSeconds.reduce((sum, seconds) => sum + seconds, 0),
      searches: xsoar.counts.searches,
      bytesIn: xsoar.counts.bytes,
      bytesOut: counts.bytes,
      fileBytes: filesIn(loop.workingDirectory),
      tenant: counts,
      context: xsoar.context,
    };
  } finally {
    await loop.kill();
    await tenant.stop();
  }
}

async function watch(loop: Loop, run: () => Promise<void>): Promise<Usage> {
  const watched = watchProcess(loop.pid);
  try {
    await run();
  } finally {
    watched.stop();
  }
  return watched.usage();
}

async function runOnce(
  loop: Loop,
  { script, command, args = {} }: Work,
  xsoar: BenchXsoar,
  url: string,
  { maxRunSeconds }: Setting,
): Promise<number> {
  const params = instanceParams(url, maxRunSeconds);
  const began = performance.now();
  failOnError(await loop.run({ script, command, args, params }, xsoar.platform));
  return (performance.now() - began) / 1000;
}

function failOnError({ error, results }: RunEnd): void {
  const failed = results.find((result) => typeof result !== 'string' && result.Type === 4);
  if (error !== null || failed !== undefined) {
    throw new Error(`The run failed: ${error ?? JSON.stringify(failed)}`);
  }
}

function filesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
