import { messageOf, XdrError } from '../errors.ts';
import { type Entry, note } from '../xsoar/entries.ts';
import { escapeMarkdown } from '../xsoar/markdown.ts';

/** How many values one request carries. */
const CHUNK_SIZE = 10_000;

/**
 * Enables or disables IOCs, a chunk a request, and says so.
 * @param done the word for what was done, such as `enabled`
 * @throws XdrError that says how many were done before the failure
 */
export async function changeStatus(
  values: readonly string[],
  change: (chunk: readonly string[]) => Promise<void>,
  done: string,
): Promise<Entry[]> {
  for (let start = 0; start < values.length; start += CHUNK_SIZE) {
    try {
      await change(values.slice(start, start + CHUNK_SIZE));
    } catch (thrown) {
      throw start === 0 ? thrown : partFailure(thrown, start, values.length, done);
    }
  }
  const markdown = values.map(escapeMarkdown).join(', ');
  return [note(`indicators ${values.join(', ')} ${done}.`, `indicators ${markdown} ${done}.`)];
}

function partFailure(thrown: unknown, before: number, all: number, done: string): unknown {
  if (!(thrown instanceof XdrError)) {
    return thrown;
  }
  const message = `${messageOf(thrown)} The first ${before} of ${all} indicators were ${done} before that.`;
  return new XdrError(thrown.kind, message, { advice: thrown.advice, cause: thrown });
}
