import { Loop, type Run } from '../test/container/loop.ts';
import { builtScript } from '../test/support/built.ts';
import { inTemporaryFolder } from '../test/support/temporary-folder.ts';

/** How often each is timed, in turns, after the first ones that are not counted. */
const ROUNDS = 30;
const WARM_UP = 3;

/** A command that does nothing, and a script that does nothing: what starting the integration costs. */
async function timeStartUp(root: string): Promise<void> {
  const loop = new Loop({ root });
  try {
    const command: Run = { script: await builtScript(), command: 'nothing' };
    const empty: Run = { script: '', command: 'nothing' };
    const times: { command: number; empty: number }[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      times.push({ empty: await timeOf(loop, empty), command: await timeOf(loop, command) });
    }
    const counted = times.slice(WARM_UP);
    const [ours, theirs] = [
      median(counted.map((time) => time.command)),
      median(counted.map((time) => time.empty)),
    ];
    process.stdout.write(
      `an empty command ${ours.toFixed(0)} ms, an empty Python script ${theirs.toFixed(0)} ms: ` +
        `start-up costs ${(ours - theirs).toFixed(0)} ms (median of ${ROUNDS}, Node ${process.version})\n`,
    );
  } finally {
    await loop.kill();
  }
}

/** From the run's line to its end, in ms. */
async function timeOf(loop: Loop, run: Run): Promise<number> {
  const start = performance.now();
  const { error } = await loop.run(run, () => ({}));
  if (error !== null) {
    throw new Error(error);
  }
  return performance.now() - start;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[numbers.length >> 1] ?? Number.NaN;
}

await inTemporaryFolder('xdr-start-up-', timeStartUp);
