import { afterAll, describe, expect, it } from '@jest/globals';
import pLimit from 'p-limit';
import { findingsOf, isClean, playRow, type RowResult, table } from './report.ts';
import type { Fault } from './verdict.ts';

export const SEED = 20_260_115;

/** Makes a test of each row. */
export function tryRows(faults: readonly Fault[]): void {
  const turns = { work: pLimit(4), wait: pLimit(12) };
  const rows: RowResult[] = [];
  describe('nothing is lost and nothing blocks', () => {
    it.each(faults.map((fault) => [`${fault.family}: ${fault.name}`, fault] as const))(
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
}
