import { parseArgs } from 'node:util';
import { describeReport } from './describe.ts';
import { play } from './play.ts';
import { runTwoSides } from './run-two-sides.ts';
import { type Sequence, sequenceOf } from './sequence.ts';
import { shrink } from './shrink.ts';

/*
 * The adversary: random sequences of what people, feeds and faults do to an XSOAR and an XDR, with the integration's runs
 * in between. After each sequence come some quiet runs; then the laws are checked (`play.ts` lists them).
 *
 * To replay a seed that failed, in three steps:
 *   npx tsx test/two-sides/main.ts --show 17                         what happened, step by step, and what was told
 *   npx tsx test/two-sides/main.ts --show 17 --shrink "differ"       the shortest part of it that fails with such a kind
 *   npx tsx test/two-sides/main.ts --sequences 300 --seed 1          whether a repair holds for others too
 * A seed is one sequence for as long as `sequence.ts` and `pool.ts` stay as they are; note the steps, not the number.
 *
 * To find one's way: `sequence.ts` writes what happens, `play.ts` plays it, `run.ts` and `interference.ts` run the integration
 * and disturb it, `history.ts` keeps who wrote what. The laws are `in-step`, `winners`, `taken`, `vanished`, `leaving` and
 * `watch`. They are written from the rules of both sides (docs/architecture.md), never from the engine: where a law and the
 * engine disagree, read the rule, then mend one of the two. `laws.test.ts` shows that each law can fail.
 */

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
