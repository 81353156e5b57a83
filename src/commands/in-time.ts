import { XdrError } from '../errors.ts';
import type { Engine } from '../sync/engine.ts';
import { outOfTime } from '../sync/run-limit.ts';
import { type Entry, failure } from '../xsoar/entries.ts';
import { escapeMarkdown } from '../xsoar/markdown.ts';
import { RestFile } from '../xsoar/rest-file.ts';
import type { CommandContext } from './command.ts';

/** The first chunk shows how long the others may take. Fewer values than the least are not worth a chunk. */
const FIRST_CHUNK = 500;
const LEAST_CHUNK = 50;
/** How much larger the next chunk may be. */
const GROWTH = 4;

const RUN_THE_REST = 'Run the command again for those in the file below.';

/**
 * Goes through what a command was given, a chunk at a time, while the run's time lasts. A chunk is as large as there is
 * time for, judged by the one before it.
 * @param most how many a chunk may have
 * @returns how many were gone through: the first chunk always
 */
export async function eachChunk<T>(
  { budget, clock }: Pick<Engine, 'budget' | 'clock'>,
  items: readonly T[],
  most: number,
  work: (chunk: readonly T[], start: number) => Promise<void>,
): Promise<number> {
  let size = Math.min(most, FIRST_CHUNK);
  for (let start = 0; start < items.length; ) {
    const began = clock.now();
    await work(items.slice(start, start + size), start);
    const chunk = Math.min(size, items.length - start);
    const eachMs = (clock.now() - began) / chunk;
    start += chunk;
    size = Math.min(most, chunk * GROWTH, items.length - start);
    while (size > LEAST_CHUNK && !budget.hasTimeFor(size * eachMs)) {
      size = Math.ceil(size / 2);
    }
    if (!budget.hasTimeFor(size * eachMs)) {
      return start;
    }
  }
  return items.length;
}

/**
 * What a command says of the values that it did not come to: an error, on which a playbook stops, and a file that has
 * them. Nothing where it came to all.
 * @param done how many it came to
 * @param what was done to these
 */
export function leftOver(
  context: CommandContext,
  values: readonly string[],
  done: number,
  what: string,
): Entry[] {
  if (done >= values.length) {
    return [];
  }
  const rest = new RestFile(context.invocation, 'xdr-iocs-left-over.jsonl');
  values.slice(done).forEach((value) => {
    rest.add(value);
  });
  const state = `The first ${done} of ${values.length} indicators were ${what}; the others were not.`;
  const { message, advice } = outOfTime(context, state, RUN_THE_REST);
  return [
    failure(`${message}\n${advice}`, [message, advice].map(escapeMarkdown).join('\n\n')),
    ...rest.entries(),
  ];
}

/**
 * A failure of XDR that also says what was done before it; any other is as it was.
 * @param before how many were done
 * @param what was done to these
 */
export function partFailure(thrown: unknown, before: number, all: number, what: string): unknown {
  if (before === 0 || !(thrown instanceof XdrError)) {
    return thrown;
  }
  const message = `${thrown.message} The first ${before} of ${all} indicators were ${what} before that.`;
  return new XdrError(thrown.kind, message, { advice: thrown.advice, cause: thrown });
}
