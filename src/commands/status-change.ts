import { messageOf, XdrError } from '../errors.ts';
import { switchStatus } from '../sync/status.ts';
import { type Entry, note } from '../xsoar/entries.ts';
import type { Invocation } from '../xsoar/invocation.ts';
import { escapeMarkdown, LONGEST_TEXT, shorten } from '../xsoar/markdown.ts';
import { RestFile } from '../xsoar/rest-file.ts';
import type { CommandContext } from './command.ts';
import { eachChunk, leftOver } from './in-time.ts';
import { reportEntries } from './report-entries.ts';

/** How many values are looked up, changed and forgotten at a time. */
const CHUNK_SIZE = 10_000;
/** How many values the entry names; a file has the rest. */
const MOST_NAMED = 200;

/**
 * Enables or disables IOCs on both sides, a chunk at a time, and says so.
 * @throws XdrError that says how many were done before the failure
 */
export async function changeStatus(
  values: readonly string[],
  change: 'enable' | 'disable',
  context: CommandContext,
): Promise<Entry[]> {
  const done = `${change}d`;
  const names: string[] = [];
  const count = await eachChunk(context, values, CHUNK_SIZE, async (chunk, start) => {
    try {
      names.push(...(await switchStatus(context, chunk, change)));
    } catch (thrown) {
      throw start === 0 ? thrown : partFailure(thrown, start, values.length, done);
    }
  });
  return [
    ...tell(names, done, context.invocation),
    ...reportEntries(context),
    ...leftOver(context, values, count, done),
  ];
}

function tell(values: readonly string[], done: string, invocation: Invocation): Entry[] {
  const rest = new RestFile(invocation, `xdr-iocs-${done}.jsonl`);
  values.slice(MOST_NAMED).forEach((value) => {
    rest.add(value);
  });
  const named = values.slice(0, MOST_NAMED).map((value) => shorten(value, LONGEST_TEXT));
  const more = rest.count === 0 ? '' : ` and ${rest.count} more, in the file below,`;
  const text = `indicators ${named.join(', ')}${more} ${done}.`;
  return [
    note(text, `indicators ${named.map(escapeMarkdown).join(', ')}${more} ${done}.`),
    ...rest.entries(),
  ];
}

function partFailure(thrown: unknown, before: number, all: number, done: string): unknown {
  if (!(thrown instanceof XdrError)) {
    return thrown;
  }
  const message = `${messageOf(thrown)} The first ${before} of ${all} indicators were ${done} before that.`;
  return new XdrError(thrown.kind, message, { advice: thrown.advice, cause: thrown });
}
