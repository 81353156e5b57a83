import { extname } from 'node:path';
import { messageOf, UsageError } from '../../errors.ts';
import { writeWhole } from '../write-whole.ts';
import { type Between, describeOutcome } from './describe.ts';
import { toMarkdown } from './document.ts';
import type { Outcome } from './rehearse.ts';

/** The formats of a report, by the end of its file's name. */
const FORMATS = ['.md', '.json'] as const;

/** @throws UsageError for a file name that does not say which format is meant */
export function expectReportName(path: string): void {
  if (!FORMATS.some((format) => format === extname(path).toLowerCase())) {
    throw new UsageError(`--report needs a file name that ends in ${FORMATS.join(' or ')}.`, {
      advice: 'Markdown is for people, JSON for programs.',
    });
  }
}

/** Writes a rehearsal's report into a file. @throws UsageError where the file cannot be written */
export async function writeReport(path: string, outcome: Outcome, between: Between): Promise<void> {
  const text =
    extname(path).toLowerCase() === '.json'
      ? `${JSON.stringify(toJson(outcome, between), undefined, 2)}\n`
      : toMarkdown(describeOutcome(outcome, between));
  try {
    await writeWhole(path, text);
  } catch (cause) {
    throw new UsageError(`The report ${path} cannot be written: ${messageOf(cause)}`, {
      advice: 'Its folder must exist, be writable, and have room.',
      cause,
    });
  }
}

/** The report for programs: the same facts, with nothing rounded. */
function toJson(outcome: Outcome, between: Between): unknown {
  const { ledger, ...rest } = outcome;
  return {
    ...between,
    ...rest,
    wouldBeSent: {
      iocs: ledger.pushed,
      byType: Object.fromEntries(ledger.byType),
      bySeverity: Object.fromEntries(ledger.bySeverity),
      requests: ledger.pushes,
      bytes: ledger.bytes,
    },
    wouldBeEnabled: ledger.enabled,
    wouldBeDisabled: ledger.disabled,
    wouldBeDeleted: ledger.deleted,
    wouldChangeInXsoar: ledger.toXsoar,
  };
}
