import { messageOf, XdrError } from '../errors.ts';
import { type Entry, note } from '../xsoar/entries.ts';
import type { Invocation } from '../xsoar/invocation.ts';
import { escapeMarkdown, LONGEST_TEXT, shorten } from '../xsoar/markdown.ts';
import { RestFile } from '../xsoar/rest-file.ts';

/** How many values one request carries. */
const CHUNK_SIZE = 10_000;
/** How many values the entry names; a file has the rest. */
const MOST_NAMED = 200;

/**
 * Enables or disables IOCs, a chunk a request, and says so.
 * @param done the word for what was done, such as `enabled`
 * @throws XdrError that says how many were done before the failure
 */
export async function changeStatus(
  values: readonly string[],
  change: (chunk: readonly string[]) => Promise<void>,
  done: string,
  invocation: Invocation,
): Promise<Entry[]> {
  for (let start = 0; start < values.length; start += CHUNK_SIZE) {
    try {
      await change(values.slice(start, start + CHUNK_SIZE));
    } catch (thrown) {
      throw start === 0 ? thrown : partFailure(thrown, start, values.length, done);
    }
  }
  return tell(values, done, invocation);
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
