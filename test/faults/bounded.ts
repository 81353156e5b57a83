import { afterAll, describe, expect, it } from '@jest/globals';
import pLimit from 'p-limit';
import { findingsOf, isClean, type RowResult, table, tryRow } from './report.ts';
import type { Row } from './trial.ts';

export const SEED = 20_260_115;

/** Makes a test of each row. */
export function testRows(rows: readonly Row[]): void {
  const turns = { work: pLimit(4), wait: pLimit(12) };
  const results: RowResult[] = [];
  describe('nothing is lost and nothing blocks', () => {
    it.each(rows.map((row) => [`${row.group}: ${row.name}`, row] as const))('%s', async (_name, row) => {
      const result = await tryRow(row, turns);
      results.push(result);
      expect(isClean(result) ? '' : findingsOf(result)).toBe('');
    });
  });
  afterAll(() => {
    // For whoever reads the log of a run.
    process.stdout.write(`${table(results)}\n`);
  });
}
