import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as z from 'zod';
import { errorCode, messageOf, StateError } from '../errors.ts';

/** Another process works with the same state. */
export class Locked extends StateError {}

/** How often a holder shows that it lives, in ms. */
const BEAT_MS = 10_000;
/** From how long a silence on a holder is taken for dead, in ms: where its process cannot be looked at. */
export const SILENCE_MS = 120_000;

const holderShape = z.object({ token: z.string(), pid: z.number(), host: z.string() });
type Holder = z.output<typeof holderShape>;

/** What a lock knows of the machine; tests give their own. */
export interface Machine {
  pid: number;
  host: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  isAlive: (pid: number) => boolean;
}

/** A process on this machine. */
export function machineOf({ pid, kill }: Pick<NodeJS.Process, 'pid' | 'kill'>): Machine {
  const isAlive = (other: number): boolean => {
    try {
      // Signal 0 only asks.
      kill(other, 0);
      return true;
    } catch (thrown) {
      return errorCode(thrown) !== 'ESRCH';
    }
  };
  return { pid, host: hostname(), now: () => Date.now(), isAlive };
}

/**
 * A file that says who works with a state. One that a dead process left is taken over: at once where its process can be
 * looked at, else when it has been silent for two minutes (a container has its own processes).
 */
export class Lock {
  readonly #path: string;
  readonly #token: string;
  readonly #beat: NodeJS.Timeout;

  private constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
    this.#beat = setInterval(() => void this.#show(), BEAT_MS).unref();
  }

  /** @throws Locked where another process holds it */
  static async take(path: string, machine: Machine): Promise<Lock> {
    const holder: Holder = { token: randomUUID(), pid: machine.pid, host: machine.host };
    if (!(await create(path, holder))) {
      await takeOver(path, holder, machine);
    }
    return new Lock(path, holder.token);
  }

  /** @throws Locked where another process has taken it over: this one was silent for too long */
  async expectHeld(): Promise<void> {
    if ((await read(this.#path))?.token !== this.#token) {
      throw new Locked('Another process has taken over the state meanwhile; this one ends.', {
        advice: 'Nothing was lost. This happens to a machine that was asleep.',
      });
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#beat);
    if ((await read(this.#path))?.token === this.#token) {
      await rm(this.#path, { force: true });
    }
  }

  async #show(): Promise<void> {
    const now = new Date();
    await utimes(this.#path, now, now).catch(() => undefined);
  }
}

/** @returns false where there is one already */
async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(holder));
    } catch (thrown) {
      // On a full disk there is a name, and nothing in it.
      await rm(path, { force: true });
      throw thrown;
    } finally {
      await file.close();
    }
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') {
      return false;
    }
    throw new StateError(`The lock ${path} cannot be written: ${messageOf(thrown)}`, {
      advice: 'The folder of the state file must exist, be writable, and have room.',
      cause: thrown,
    });
  }
}

/** Two that find the same dead holder must not both take its place: a folder can be made by one only. */
async function takeOver(path: string, holder: Holder, machine: Machine): Promise<void> {
  await expectDead(path, machine);
  const turn = `${path}.turn`;
  try {
    await mkdir(turn);
  } catch {
    // Left by a process that died in just this moment, it would stand in the way for ever.
    await rmIfOld(turn, machine);
    throw heldBy('Another process is taking it over.');
  }
  try {
    await expectDead(path, machine);
    await rm(path, { force: true });
    if (!(await create(path, holder))) {
      throw heldBy('Another process was faster.');
    }
  } finally {
    await rmdir(turn).catch(() => undefined);
  }
}

async function rmIfOld(turn: string, { now }: Machine): Promise<void> {
  const { mtimeMs } = await stat(turn).catch(() => ({ mtimeMs: now() }));
  if (now() - mtimeMs > SILENCE_MS) {
    await rmdir(turn).catch(() => undefined);
  }
}

async function expectDead(path: string, machine: Machine): Promise<void> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.NEGATIVE_INFINITY }));
  const silentMs = machine.now() - mtimeMs;
  const holder = await read(path);
  if (holder === undefined) {
    // Half-written, or gone a moment ago: a writer that lives writes it in no time.
    if (silentMs < BEAT_MS) {
      throw heldBy('Another process has just begun.');
    }
    return;
  }
  const isHere = holder.host === machine.host;
  // In a container that begins anew every process has the number that its predecessor had.
  const isDead = isHere && (holder.pid === machine.pid || !machine.isAlive(holder.pid));
  if (!isDead && silentMs < SILENCE_MS) {
    throw heldBy(`It is process ${holder.pid} on ${holder.host}.`);
  }
}

async function read(path: string): Promise<Holder | undefined> {
  try {
    return holderShape.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function heldBy(who: string): Locked {
  return new Locked(`Another process works with this state. ${who}`, {
    advice: `Wait until it has ended. A dead one's place is taken over after ${SILENCE_MS / 60_000} minutes at most.`,
  });
}
