import type { Refused } from '../sync/memory/refusals.ts';
import type { Entry } from '../xsoar/entries.ts';
import type { CommandContext } from './command.ts';
import { answers, type ContextRow, fittingRows, type Part } from './outputs.ts';
import { IOC } from './tables.ts';

/** How many indicators the context of one command names; a file has the rest. */
export const MOST_NAMED = 200;

/** How much of an entry's context they may take, in characters: the instance's name, and counts, come on top. */
const ROOM = 400_000;

/** What became of the indicators of a command: the first ones for the context, and files with the rest. */
export interface Outcomes {
  part: Part;
  /** Those that the context names, in its order. */
  named: readonly Refused[];
  files: Entry[];
}

/** What became of the indicators of a command: what did not reach XDR comes first. */
export function outcomes({ report, rest }: CommandContext): Outcomes {
  const all = [...report.outgoing.details, ...report.waiting.details, ...report.arrived.details];
  const rows = fittingRows(all.slice(0, MOST_NAMED).map(outcomeRow), ROOM);
  // What did not reach XDR stands in the warning anyway.
  for (const left of all.slice(Math.max(rows.length, report.outgoing.details.length))) {
    rest.add(lineOf(left));
  }
  return { part: { table: IOC, rows }, named: all.slice(0, rows.length), files: rest.entries() };
}

/** A line of the file for what is too much for an entry. */
export function lineOf({ value, type, status, reason }: Refused): object {
  return {
    indicator: value,
    ...(type === undefined ? {} : { type }),
    ...(status === undefined ? {} : { status }),
    ...(reason === '' ? {} : { reason }),
  };
}

function outcomeRow({ value, type, status, reason }: Refused): ContextRow {
  return {
    Value: value,
    Type: type ?? '',
    PushStatus: status,
    // Also where it is empty: the context may still hold the reason of an earlier time.
    Reason: reason,
  };
}

/** An entry as it is for people, with objects for the context, and the same as its contents. */
export function withParts(
  entry: Entry,
  context: Pick<CommandContext, 'invocation'>,
  parts: readonly Part[],
): Entry {
  const data = answers(context, parts, entry.HumanReadable ?? '', entry.Type);
  return data.EntryContext === undefined ? entry : data;
}
