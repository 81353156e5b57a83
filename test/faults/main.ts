import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { describeReport } from '../two-sides/describe.ts';
import { runTwoSides } from '../two-sides/run-two-sides.ts';
import { reliabilityPage } from './page.ts';
import { findingsOf, isClean, type RowResult, table, tryRow } from './report.ts';
import { allRows, atMost } from './suite.ts';

const USAGE = `npm run test:faults -- [options]
  --only 'HTTP 413'  which rows: those whose name holds this text
  --most 5           at most so many trials of each row, evenly spread; default: all
  --seed 1234        the random sequences of an earlier run; default: new ones
  --sequences 10000  how many sequences of what people do to both sides are played afterwards (not with --only)
  --write page.md    also writes what came of it as a page, such as docs/reliability.md
`;

/** How many trials are under way at a time: those that work, and those that mostly wait. */
const WORKING = 4;
const WAITING = 12;

interface Options {
  only: string;
  most: number;
  seed: number;
  sequences: number;
  write: string | undefined;
}

/** Reads the command line; undefined where help was asked for. */
function parseOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      most: { type: 'string', default: 'Infinity' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      sequences: { type: 'string', default: '10000' },
      write: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { only, most, seed, sequences, write } = values;
  if (!(Number(most) >= 1) || !Number.isInteger(Number(seed)) || !Number.isInteger(Number(sequences))) {
    throw new Error('--most, --seed and --sequences take numbers, --most from 1 on.');
  }
  return values.help
    ? undefined
    : { only, most: Number(most), seed: Number(seed), sequences: only === '' ? Number(sequences) : 0, write };
}

async function main(): Promise<void> {
  const options = parseOptions();
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const { only, most, seed, sequences } = options;
  process.stdout.write(`seed ${seed} (repeat with: npm run test:faults -- --seed ${seed})\n`);
  const turns = { work: pLimit(WORKING), wait: pLimit(WAITING) };
  const began = Date.now();
  const chosen = allRows(seed).filter(({ group, name }) => `${group}: ${name}`.includes(only));
  const results = await Promise.all(
    chosen.map(async (row) => {
      const result = await tryRow(atMost(most, row), turns);
      process.stderr.write(isClean(result) ? '.' : '!');
      return result;
    }),
  );
  report(results, Math.round((Date.now() - began) / 1000));
  const played = sequences > 0 ? await playBothSides(sequences, seed) : undefined;
  if (options.write !== undefined) {
    await writeFile(options.write, reliabilityPage({ results, sequences: played }));
  }
}

/**
 * What people do to both sides, at random: `test/two-sides` has its laws.
 * @returns what came of it, in words
 */
async function playBothSides(sequences: number, seed: number): Promise<string> {
  const began = Date.now();
  const played = await runTwoSides({ sequences, seed });
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(`\nboth sides, from seed ${seed} on: ${describeReport(played)} (${seconds} s)\n`);
  if (played.failed.length > 0) {
    process.exitCode = 1;
  }
  return describeReport(played);
}

function report(results: readonly RowResult[], seconds: number): void {
  const failed = results.filter((result) => !isClean(result));
  const tried = results.reduce((sum, result) => sum + result.tried, 0);
  const end = failed.length === 0 ? 'nothing lost, nothing wrong.' : `${failed.length} rows failed.`;
  const text = [
    `\n${table(results)}\n`,
    ...failed.map(findingsOf),
    `${tried} trials in ${seconds} s; ${end}`,
  ];
  process.stdout.write(`${text.join('\n')}\n`);
  process.exitCode = failed.length === 0 && results.length > 0 ? 0 : 1;
}

await main();
