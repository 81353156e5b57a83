import { afterAll, describe, expect, it } from '@jest/globals';
import pLimit from 'p-limit';
import { briefly } from './faults.ts';
import { findingsOf, isClean, playRow, type RowResult, table } from './report.ts';

/** A bounded form of `npm run test:faults`: every fault, at fewer places. */
const SEED = 20_260_115;

const turns = { work: pLimit(4), wait: pLimit(12) };
const rows: RowResult[] = [];

describe('nothing is lost and nothing blocks', () => {
  it.each(briefly(SEED).map((fault) => [`${fault.family}: ${fault.name}`, fault] as const))(
    '%s',
    async (_name, fault) => {
      const row = await playRow(fault, turns);
      rows.push(row);
      expect(isClean(row) ? '' : findingsOf(row)).toBe('');
    },
  );
});

afterAll(() => {
  // For whoever reads the log of a run.
  process.stdout.write(`${table(rows)}\n`);
});
