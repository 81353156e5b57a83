import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { StateError } from '../../src/errors.ts';
import { Lock, Locked, type Machine, machineOf, SILENCE_MS } from '../../src/outside/lock.ts';
import { readState, StateFile } from '../../src/outside/state-file.ts';
import { writeWhole } from '../../src/outside/write-whole.ts';
import { Cleanup } from './support.ts';

const cleanup = new Cleanup();
afterEach(async () => await cleanup.run());

const PAIR = { xsoar: 'https://xsoar.example', xdr: 'https://xdr.example' };
const machine = (changes: Partial<Machine> = {}): Machine => ({
  pid: 100,
  host: 'here',
  now: () => Date.now(),
  isAlive: () => true,
  ...changes,
});

const newPath = (): string => join(cleanup.folder(), 'state.json');

async function open(path: string, on = machine()): Promise<StateFile> {
  const file = await StateFile.open(path, PAIR, on);
  cleanup.add(() => file.close());
  return file;
}

async function write(file: StateFile, context: Record<string, unknown>): Promise<void> {
  await file.write(context, ((await file.read()) as { version: unknown }).version);
}

describe('a state file', () => {
  it('gives back what was written, by this process and by the next', async () => {
    const path = newPath();
    const file = await open(path);
    await write(file, { ts: 1 });
    await write(file, { ts: 2 });
    await file.close();
    expect(await readState(path, PAIR)).toEqual({ context: { ts: 2 }, version: 3 });
    expect(await (await open(path)).read()).toEqual({ context: { ts: 2 }, version: { version: 3 } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses a write that knows an older version', async () => {
    const file = await open(newPath());
    await write(file, { ts: 1 });
    await expect(file.write({ ts: 2 }, { version: 1 })).rejects.toThrow('was changed since it was read');
  });

  it('that belongs to another pair of servers is refused, and left as it is', async () => {
    const path = newPath();
    await write(await open(path), { ts: 1 });
    const before = readFileSync(path, 'utf8');
    for (const other of [
      { ...PAIR, xdr: 'https://other.example' },
      { ...PAIR, xsoar: 'https://other.example' },
    ]) {
      await expect(readState(path, other)).rejects.toThrow(
        'belongs to https://xsoar.example and https://xdr.example',
      );
    }
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it.each(['', '{"version":1,"xsoar":', '{"version":2}', '[]', 'null'])(
    'that holds %j is refused, left as it is, and not locked any more',
    async (text) => {
      const path = newPath();
      writeFileSync(path, text);
      await expect(StateFile.open(path, PAIR, machine())).rejects.toThrow(StateError);
      expect(readFileSync(path, 'utf8')).toBe(text);
      expect(existsSync(`${path}.lock`)).toBe(false);
    },
  );

  it('keeps what it held when it cannot be written, and goes on from there', async () => {
    const path = newPath();
    const file = await open(path);
    await write(file, { ts: 1 });
    // Where the new file would be made is something that cannot be removed: as on a full disk, nothing can be written.
    mkdirSync(join(`${path}.new`, 'full'), { recursive: true });
    await expect(write(file, { ts: 2 })).rejects.toThrow('cannot be written');
    expect(await readState(path, PAIR)).toMatchObject({ context: { ts: 1 } });
    expect(await file.read()).toMatchObject({ context: { ts: 1 } });
  });

  it('is written past what a killed writer left, and never through a link', async () => {
    const path = newPath();
    const victim = join(path, '..', 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, `${path}.new`);
    await writeWhole(path, 'whole');
    expect([readFileSync(path, 'utf8'), readFileSync(victim, 'utf8')]).toEqual(['whole', 'precious']);
    writeFileSync(`${path}.new`, 'half');
    await writeWhole(path, 'whole again');
    expect(readFileSync(path, 'utf8')).toBe('whole again');
    expect(readdirSync(join(path, '..')).sort()).toEqual(['state.json', 'victim']);
  });
});

describe('a lock', () => {
  const path = (): string => join(cleanup.folder(), 'state.json.lock');
  const take = async (at: string, on: Machine): Promise<Lock> => {
    const lock = await Lock.take(at, on);
    cleanup.add(() => lock.release());
    return lock;
  };
  const old = (at: string): void => utimesSync(at, new Date(), new Date(Date.now() - SILENCE_MS - 1000));

  it('is held by one process at a time, and free when it is released', async () => {
    const at = path();
    const first = await take(at, machine());
    await expect(Lock.take(at, machine({ pid: 101 }))).rejects.toThrow('process 100 on here');
    await first.release();
    await take(at, machine({ pid: 101 }));
  });

  it('of a dead process is taken over at once', async () => {
    const at = path();
    await take(at, machine());
    await take(at, machine({ pid: 101, isAlive: (pid) => pid !== 100 }));
  });

  it('of the same number on the same host is a predecessor, as in a container that began anew', async () => {
    const at = path();
    await take(at, machine({ pid: 1 }));
    await take(at, machine({ pid: 1 }));
  });

  it('from another host is taken over when it has been silent for long, and not before', async () => {
    const at = path();
    const first = await take(at, machine({ host: 'other' }));
    await expect(Lock.take(at, machine())).rejects.toThrow(Locked);
    old(at);
    await take(at, machine());
    await expect(first.expectHeld()).rejects.toThrow('has taken over');
  });

  it('that is half-written is taken over when it is old', async () => {
    const at = path();
    writeFileSync(at, '{"tok');
    await expect(Lock.take(at, machine())).rejects.toThrow('just begun');
    old(at);
    await take(at, machine());
  });

  it('of a dead process that another one takes over at this very moment stays with that one', async () => {
    const at = path();
    await take(at, machine());
    const faster = JSON.stringify({ token: 'faster', pid: 3, host: 'here' });
    const isAlive = (pid: number): boolean => {
      if (pid === 100) writeFileSync(at, faster);
      return pid !== 100;
    };
    await expect(Lock.take(at, machine({ pid: 2, isAlive }))).rejects.toThrow('process 3 on here');
    expect(readFileSync(at, 'utf8')).toBe(faster);
  });

  it('of a dead process goes to one of many that want it', async () => {
    for (let round = 0; round < 20; round += 1) {
      const at = path();
      await take(at, machine());
      const isAlive = (pid: number): boolean => pid !== 100;
      const taken = await Promise.allSettled(
        [1, 2, 3, 4, 5].map(async (pid) => await take(at, machine({ pid, isAlive }))),
      );
      expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  it('is not taken over while another process does so, unless that one died', async () => {
    const at = path();
    await take(at, machine());
    mkdirSync(`${at}.turn`);
    const late = machine({ pid: 101, isAlive: () => false });
    await expect(Lock.take(at, late)).rejects.toThrow('is taking it over');
    old(`${at}.turn`);
    await expect(Lock.take(at, late)).rejects.toThrow('is taking it over');
    await take(at, late);
  });

  it('that was lost keeps its former holder from writing the state', async () => {
    const state = newPath();
    const file = await open(state, machine({ host: 'asleep' }));
    await write(file, { ts: 1 });
    old(`${state}.lock`);
    const other = await open(state);
    await expect(write(file, { ts: 2 })).rejects.toThrow(Locked);
    await file.close();
    expect(existsSync(`${state}.lock`)).toBe(true);
    await write(other, { ts: 3 });
  });

  it('asks the system whether a process lives', () => {
    const { isAlive, pid } = machineOf(process);
    expect([pid, isAlive(process.pid), isAlive(1), isAlive(2 ** 22 + 1)]).toEqual([
      process.pid,
      true,
      true,
      false,
    ]);
  });

  it('says what to do where its folder is not there', async () => {
    await expect(Lock.take('/nowhere/at/all.lock', machine())).rejects.toThrow('cannot be written');
  });
});
