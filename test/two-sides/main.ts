import { parseArgs } from 'node:util';
import { describeReport } from './describe.ts';
import { play } from './play.ts';
import { runTwoSides } from './run-two-sides.ts';
import { type Sequence, sequenceOf } from './sequence.ts';
import { shrink } from './shrink.ts';

const USAGE = `Sequences of what people do to both sides, and whether the two come to rest in step.

  npx tsx test/two-sides/main.ts [--sequences 10000] [--seed 1]
  npx tsx test/two-sides/main.ts --show 17          one sequence, step by step
  npx tsx test/two-sides/main.ts --show 17 --shrink "the two sides differ"
                                                    the shortest part of it that fails so`;

const { values } = parseArgs({
  options: {
    sequences: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string' },
    shrink: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

if (values.help) {
  print(USAGE);
} else if (values.show !== undefined) {
  await show(sequenceOf(Number(values.show)), values.shrink);
} else {
  await playAll(Number(values.sequences), Number(values.seed));
}

async function show(sequence: Sequence, kind: string | undefined): Promise<void> {
  const fails = async (candidate: Sequence): Promise<boolean> =>
    (await play(candidate)).some((breach) => breach.kind.includes(kind ?? ''));
  const shown = kind === undefined ? sequence : await shrink(sequence, fails);
  const { platform, settings, pool } = shown;
  print(
    JSON.stringify(
      { platform, settings, pool: pool.map(({ value, inXdr }) => [value, inXdr]) },
      undefined,
      1,
    ),
  );
  const breaches = await play(shown, print);
  print(JSON.stringify(breaches, undefined, 1));
}

async function playAll(sequences: number, seed: number): Promise<void> {
  const began = Date.now();
  const report = await runTwoSides({
    sequences,
    seed,
    onReport: ({ sequences: played, failed }) => {
      if (process.stdout.isTTY) {
        process.stdout.write(`\r${played} played, ${failed.length} failed `);
      }
    },
  });
  print(describeReport(report));
  print(`${((Date.now() - began) / 1_000).toFixed(1)} s`);
  process.exitCode = report.failed.length > 0 ? 1 : 0;
}
