import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { errorCode, messageOf, StateError } from '../../src/errors.ts';
import { writeWhole } from '../../src/outside/write-whole.ts';

const savedShape = z.object({
  version: z.literal(1),
  /** `sandbox`, or the address of a real tenant: cursors of one mean nothing for the other. */
  tenant: z.string(),
  params: z.record(z.string(), z.unknown()),
  world: z.unknown(),
});

/** What is kept between starts. Never a key. */
export type Saved = z.output<typeof savedShape>;

/**
 * Reads a state file; undefined when there is none yet.
 * @throws StateError for a file that cannot be read or understood; it is left as it is
 */
export async function readState(path: string): Promise<Saved | undefined> {
  try {
    return savedShape.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw damaged(path, error);
  }
}

/** The error for a state file that holds something that cannot be used. */
export function damaged(path: string, cause: unknown): StateError {
  const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause);
  return new StateError(`The state file ${path} cannot be used: ${reason}`, {
    advice: 'It was left as it is. Repair it, or start with another --state file.',
    cause,
  });
}

/** Writes a state file whole or not at all, readable by its owner only. */
export async function writeState(path: string, saved: Saved): Promise<void> {
  try {
    await writeWhole(path, JSON.stringify(saved));
  } catch (error) {
    throw new StateError(`The state file ${path} cannot be written: ${messageOf(error)}`, {
      advice: 'Its folder must exist and be writable.',
      cause: error,
    });
  }
}
