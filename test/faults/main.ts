import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { thoroughly } from './faults.ts';
import { findingsOf, isClean, playRow, table } from './report.ts';

/** How many trials are under way at a time: those that work, and those that mostly wait. */
const WORKING = 4;
const WAITING = 12;

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
process.stdout.write(`seed ${seed} (repeat with: npm run test:faults -- --seed ${seed})\n`);

const turns = { work: pLimit(WORKING), wait: pLimit(WAITING) };
const began = Date.now();
const chosen = thoroughly(seed).filter(({ family, name }) => `${family}: ${name}`.includes(values.only));
const rows = await Promise.all(
  chosen.map(async (fault) => {
    const row = await playRow(fault, turns);
    process.stderr.write(isClean(row) ? '.' : '!');
    return row;
  }),
);
const failed = rows.filter((row) => !isClean(row));
process.stdout.write(`\n${table(rows)}\n\n`);
for (const row of failed) {
  process.stdout.write(`${findingsOf(row)}\n`);
}
const tried = rows.reduce((sum, row) => sum + row.tried, 0);
process.stdout.write(`${tried} trials in ${Math.round((Date.now() - began) / 1000)} s; `);
process.stdout.write(
  failed.length === 0 ? 'nothing lost, nothing wrong.\n' : `${failed.length} rows failed.\n`,
);
process.exitCode = failed.length === 0 && rows.length > 0 ? 0 : 1;
