import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Breach } from './sides.ts';

/** How many sequences a worker is given at a time. */
const SHARE = 25;

/** A sequence after which something did not hold. */
export interface Failed {
  seed: number;
  breaches: Breach[];
}

/** What became of all sequences. */
export interface TwoSidesReport {
  sequences: number;
  failed: Failed[];
}

export interface TwoSidesOptions {
  sequences: number;
  /** The first sequence's; the others follow. */
  seed: number;
  /** Told from time to time, and at the end. */
  onReport?: (report: TwoSidesReport) => void;
}

/** Seeds from the first on, so many. */
export interface Seeds {
  first: number;
  count: number;
}

/** Plays so many sequences, in one process for each processor. */
export async function runTwoSides({ sequences, seed, onReport }: TwoSidesOptions): Promise<TwoSidesReport> {
  const report: TwoSidesReport = { sequences: 0, failed: [] };
  let next = seed;
  const take = (): Seeds | undefined => {
    const first = next;
    next = Math.min(seed + sequences, first + SHARE);
    return next === first ? undefined : { first, count: next - first };
  };
  const done = (share: Seeds, failed: Failed[]): void => {
    report.sequences += share.count;
    report.failed.push(...failed);
    onReport?.(report);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, () => work(take, done)));
  report.failed.sort((one, other) => one.seed - other.seed);
  return report;
}

/** One worker's life: share after share, until none is left. */
async function work(
  take: () => Seeds | undefined,
  done: (share: Seeds, failed: Failed[]) => void,
): Promise<void> {
  const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)));
  try {
    for (let share = take(); share !== undefined; share = take()) {
      done(share, await ask(worker, share));
    }
  } finally {
    worker.disconnect();
  }
}

async function ask(worker: ChildProcess, share: Seeds): Promise<Failed[]> {
  return await new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error(`The worker is gone; it played seeds from ${share.first} on.`));
    worker.once('exit', gone);
    worker.once('message', (failed) => {
      worker.off('exit', gone);
      resolve(failed as Failed[]);
    });
    worker.send(share);
  });
}
