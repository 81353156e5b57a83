import type { Refused } from '../sync/memory/refusals.ts';
import { switchStatus } from '../sync/status.ts';
import type { Entry } from '../xsoar/entries.ts';
import { escapeMarkdown } from '../xsoar/markdown.ts';
import type { CommandContext } from './command.ts';
import { eachChunk, leftOver, partFailure } from './in-time.ts';
import { MOST_NAMED, outcomes } from './outcomes.ts';
import { answers } from './outputs.ts';
import { reportEntries } from './report-entries.ts';

/** How many values are looked up, changed and forgotten at a time. */
const CHUNK_SIZE = 10_000;

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
      throw partFailure(thrown, start, values.length, done);
    }
  });
  const { part, named, files } = outcomes(context);
  const markdown = textOf(names, named, context.rest.count, done);
  return [
    answers(context, [part], markdown),
    ...files,
    ...reportEntries(context),
    ...leftOver(context, values, count, done),
  ];
}

/** Who reads the entry finds the same values in it as in the context. */
function textOf(values: readonly string[], named: readonly Refused[], others: number, done: string): string {
  const shown = values.length <= MOST_NAMED ? values : named.map(({ value }) => value);
  const more = values.length <= MOST_NAMED ? '' : ` and ${others} more, in the file below,`;
  return `indicators ${shown.map(escapeMarkdown).join(', ')}${more} ${done}.`;
}
