import type { Refused } from '../sync/memory/refusals.ts';
import { type Entry, warning } from '../xsoar/entries.ts';
import { legible, markdownTable } from '../xsoar/markdown.ts';
import type { CommandContext } from './command.ts';
import { outcomes, withParts } from './outcomes.ts';
import type { Part } from './outputs.ts';

/**
 * What a command met and a person should read: warnings that name the first indicators, and a file with the rest.
 * @param title of what did not reach XDR
 */
export function reportEntries(
  { report, moreRefused }: CommandContext,
  title = 'Indicators that did not reach XDR',
): Entry[] {
  const more = moreRefused.count === 0 ? '' : `\n\n${moreRefused.count} more are in the file below.`;
  return [
    ...tableOf(title, report.outgoing.details, more),
    ...moreRefused.entries(),
    ...tableOf('Changes in XDR that did not reach XSOAR', report.incoming.details),
    ...tableOf('What else happened', report.remarks.details),
  ];
}

/**
 * The same where the command failed: what became of indicators before goes into the context with the first warning,
 * because the tasks that follow may not read an error entry.
 * @param parts what else goes there
 */
export function failedEntries(context: CommandContext, parts: readonly Part[] = []): Entry[] {
  const warnings = reportEntries(context);
  const { part, files } = outcomes(context);
  const first = warnings[0] ?? (part.rows.length === 0 ? undefined : warning(DONE_BEFORE));
  return first === undefined
    ? []
    : [withParts(first, context, [...parts, part]), ...warnings.slice(1), ...files];
}

const DONE_BEFORE = 'Some indicators were done before the failure; the context names them.';

function tableOf(title: string, details: readonly Refused[], more = ''): Entry[] {
  if (details.length === 0) {
    return [];
  }
  const rows = details.map(({ value, reason }) => [value, reason]);
  const lines = details.map(({ value, reason }) => `${legible(value)}: ${legible(reason)}`);
  const table = markdownTable(title, ['Indicator', 'Reason'], rows);
  return [warning([title, ...lines].join('\n') + more, table + more)];
}
