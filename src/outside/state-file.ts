import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { errorCode, HostError, messageOf, StateError } from '../errors.ts';
import { MemoryContext, type Versioned } from './context-store.ts';
import { Lock, type Machine } from './lock.ts';
import { writeWhole } from './write-whole.ts';

const fileShape = z.object({
  version: z.literal(1),
  xsoar: z.string(),
  xdr: z.string(),
  context: z.record(z.string(), z.unknown()),
  contextVersion: z.int().min(1),
});

/** Between which two servers a state tells how far the sync is: their addresses. */
export interface Pair {
  xsoar: string;
  xdr: string;
}

/**
 * What a state file holds, as it is now; an empty state where there is no file yet.
 * @throws StateError for a file that cannot be read or understood, or that belongs to another pair; it is left as it is
 */
export async function readState(path: string, pair: Pair): Promise<Versioned> {
  const text = await textOf(path);
  if (text === undefined) {
    return { context: {}, version: 1 };
  }
  const parsed = parse(path, text);
  if (parsed.xsoar !== pair.xsoar || parsed.xdr !== pair.xdr) {
    throw new StateError(
      `The state file ${path} belongs to ${parsed.xsoar} and ${parsed.xdr}, not to ${pair.xsoar} and ${pair.xdr}.`,
      {
        advice:
          'Use one state file for each pair of servers: how far a sync is means nothing for another. Where a server only has a new address, change it in the file.',
      },
    );
  }
  return { context: parsed.context, version: parsed.contextVersion };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') {
      return undefined;
    }
    throw unusable(path, messageOf(thrown), thrown);
  }
}

function parse(path: string, text: string): z.output<typeof fileShape> {
  try {
    return fileShape.parse(JSON.parse(text));
  } catch (thrown) {
    const reason = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
    throw unusable(path, reason, thrown);
  }
}

function unusable(path: string, reason: string, cause: unknown): StateError {
  return new StateError(`The state file ${path} cannot be used: ${reason}`, {
    advice:
      'It was left as it is. Put a copy of it back, or begin with another file: a first sync then takes some minutes, and does no harm.',
    cause,
  });
}

/** A state in a file that this process alone writes, from `open` to `close`. Never a key. */
export class StateFile extends MemoryContext {
  readonly #path: string;
  readonly #pair: Pair;
  readonly #lock: Lock;

  private constructor(path: string, pair: Pair, lock: Lock, held: Versioned) {
    super(held);
    this.#path = path;
    this.#pair = pair;
    this.#lock = lock;
  }

  /** @throws Locked where another process has it; StateError as `readState` */
  static async open(path: string, pair: Pair, machine: Machine): Promise<StateFile> {
    const lock = await Lock.take(`${path}.lock`, machine);
    try {
      return new StateFile(path, pair, lock, await readState(path, pair));
    } catch (thrown) {
      await lock.release();
      throw thrown;
    }
  }

  /** @throws Locked where another process has taken it over */
  async expectOwn(): Promise<void> {
    await this.#lock.expectHeld();
  }

  async close(): Promise<void> {
    await this.#lock.release();
  }

  protected override async keep(next: Versioned): Promise<Versioned> {
    await this.#lock.expectHeld();
    const { context, version } = next;
    const text = JSON.stringify({ version: 1, ...this.#pair, contextVersion: version, context });
    try {
      await writeWhole(this.#path, text);
    } catch (thrown) {
      throw new HostError(`The state file ${this.#path} cannot be written: ${messageOf(thrown)}`, {
        advice: 'Nothing was lost: what it held before is still there. Make room, and let it run again.',
        cause: thrown,
      });
    }
    return next;
  }
}
