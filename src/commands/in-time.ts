import type { Engine } from '../sync/engine.ts';
import { outOfTime } from '../sync/run-limit.ts';
import { type Entry, failure } from '../xsoar/entries.ts';
import { escapeMarkdown } from '../xsoar/markdown.ts';
import { RestFile } from '../xsoar/rest-file.ts';
import type { CommandContext } from './command.ts';

/**
 * Goes through what a command was given, a chunk at a time, while the run's time lasts: the first one always, another one
 * where there is time for one like the longest.
 * @returns how many were gone through
 */
export async function eachChunk<T>(
  { budget, clock }: Pick<Engine, 'budget' | 'clock'>,
  items: readonly T[],
  size: number,
  work: (chunk: readonly T[], start: number) => Promise<void>,
): Promise<number> {
  let longestMs = 0;
  for (let start = 0; start < items.length; start += size) {
    if (start > 0 && !budget.hasTimeFor(longestMs)) {
      return start;
    }
    const began = clock.now();
    await work(items.slice(start, start + size), start);
    longestMs = Math.max(longestMs, clock.now() - began);
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
  const { message, advice } = outOfTime(context, state, 'Run the command again for those in the file below.');
  return [
    failure(`${message}\n${advice}`, [message, advice].map(escapeMarkdown).join('\n\n')),
    ...rest.entries(),
  ];
}
