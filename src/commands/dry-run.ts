import type { Group, Refused } from '../sync/memory/refusals.ts';
import { Preview, pretending } from '../sync/pretend.ts';
import type { WarRoomResult } from '../xsoar/entries.ts';
import { markdownTable } from '../xsoar/markdown.ts';
import { RestFile } from '../xsoar/rest-file.ts';
import type { CommandContext } from './command.ts';
import { lineOf } from './outcomes.ts';
import { answer } from './outputs.ts';
import { reportEntries } from './report-entries.ts';
import { DRY_RUN } from './tables.ts';

/** How many of what would be sent an entry names; a file has the rest. */
const MOST_SHOWN = 20;

/** A dry run under way: its context changes nothing on either side, nor in the state. */
export interface DryRun {
  context: CommandContext;
  /**
   * What the command would do.
   * @param isFinished whether all was seen
   * @param notes what else a person should read
   * @param taken how many of XDR's changes would be taken, where the command takes any
   */
  entries(isFinished: boolean, notes?: readonly string[], taken?: number): WarRoomResult[];
}

/** Begins a dry run: a real one whose calls that change something stop at the edge. */
export function dryRun(real: CommandContext): DryRun {
  const rest = new RestFile(real.invocation, 'xdr-iocs-dry-run.jsonl');
  const preview = new Preview((sent) => rest.add(lineOf({ ...sent, status: undefined })));
  const context = pretending(real, preview);
  return {
    context,
    entries: (isFinished, notes = [], taken) => {
      const { details } = preview.sent;
      for (const sent of details.slice(MOST_SHOWN)) {
        rest.add(lineOf(sent));
      }
      const shown = details.slice(0, MOST_SHOWN);
      const more = rest.count === 0 ? [] : [`${count(rest.count)} more are in the file below.`];
      const { report } = context;
      const groups = [
        ...named(preview.sent.groups, 'sent'),
        ...named(report.waiting.groups),
        ...named(report.outgoing.groups),
      ];
      const row = {
        Command: real.invocation.command,
        Finished: isFinished,
        Sent: preview.sent.count,
        HeldBack: report.waiting.count,
        Rejected: report.outgoing.count,
        Taken: taken,
        Groups: groups,
      };
      const text = [
        `Dry run: nothing was changed. ${line(row)}`,
        ...notes,
        ...groupTable(groups),
        ...sentTable(shown),
        ...more,
      ];
      return [
        ...reportEntries(context, 'Indicators that would not reach XDR'),
        answer(context, DRY_RUN, [row], text.join('\n\n')),
        ...rest.entries(),
      ];
    },
  };
}

/** How many of a group what would become of. */
export interface NamedGroup {
  Outcome: string;
  Type: string;
  Reason?: string;
  Count: number;
}

function named(groups: readonly Group[], outcome?: string): NamedGroup[] {
  return groups.map(({ status, type, kind, count: Count }) => ({
    Outcome: outcome ?? status ?? '',
    Type: type,
    ...(kind === '' ? {} : { Reason: kind }),
    Count,
  }));
}

function line(row: { Sent: number; HeldBack: number; Rejected: number; Taken: number | undefined }): string {
  const parts = [
    `${count(row.Sent)} would be sent`,
    `${count(row.HeldBack)} held back`,
    `${count(row.Rejected)} would stay behind`,
    ...(row.Taken === undefined ? [] : [`${count(row.Taken)} of XDR's changes would be taken first`]),
  ];
  return `${parts.join(', ')}.`;
}

/** What would become of how many, by type and reason. */
export function groupTable(groups: readonly NamedGroup[]): string[] {
  if (groups.length === 0) {
    return [];
  }
  const rows = groups.map(({ Outcome, Type, Reason = '', Count }) => [Outcome, Type, Reason, count(Count)]);
  return [markdownTable('How many', ['Outcome', 'Type in XDR', 'Reason', 'Count'], rows)];
}

function sentTable(shown: readonly Refused[]): string[] {
  const rows = shown.map(({ value, type = '' }) => [value, type]);
  return rows.length === 0 ? [] : [markdownTable('Would be sent', ['Indicator', 'Type in XDR'], rows)];
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
