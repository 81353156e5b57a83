import { describe, expect, it } from '@jest/globals';
import { HostError, StateError } from '../../src/errors.ts';
import { Overtaken, type PushPlace, StateStore } from '../../src/sync/memory/store.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fakeHost } from '../support/fake-host.ts';

/** A context with versions; other writers, and failures, may come in before each write. */
interface Context {
  host: Host;
  context: Record<string, unknown>;
  version: number;
  /** What another writer puts there. */
  overwrite(changes: Record<string, unknown>): void;
}

function createContext(initial: Record<string, unknown>, between: (() => void)[] = []): Context {
  const box: Context = {
    context: initial,
    version: 1,
    host: fakeHost({
      readContext: async () => ({ context: structuredClone(box.context), version: box.version }),
      writeContext: async (context, version) => {
        between.shift()?.();
        if (version !== box.version) {
          throw new HostError('stale version');
        }
        box.overwrite({ ...context });
      },
    }),
    overwrite: (changes) => {
      box.context = { ...box.context, ...changes };
      box.version += 1;
    },
  };
  return box;
}

const storeOf = ({ host }: Context, clock = new FakeClock()): StateStore => new StateStore(host, clock);
const TIME = '2026-01-15T12:00:00Z';

describe('an update of the state', () => {
  it('starts over when another writer was faster, and keeps what that one wrote', async () => {
    const box: Context = createContext({ time: TIME }, [() => box.overwrite({ ts: 9, theirs: 1 })]);
    const stored = await storeOf(box).update((state) => ({
      ...state,
      pullCursor: Math.max(state.pullCursor ?? 0, 10),
    }));
    expect(stored.pullCursor).toBe(10);
    expect(box.context).toMatchObject({ ts: 10, theirs: 1 });
  });

  it('outlives a hiccup of the server', async () => {
    const box = createContext({}, [
      () => {
        throw new HostError('hiccup');
      },
    ]);
    await storeOf(box).update((state) => ({ ...state, pullCursor: 7 }));
    expect(box.context).toEqual({ ts: 7 });
  });

  it('that changes nothing writes nothing', async () => {
    const box = createContext({ ts: 7 });
    await storeOf(box).update((state) => state);
    expect(box.version).toBe(1);
  });

  it('says so when the server never takes it, and the context stays as it was', async () => {
    const failing = Array(9).fill(() => {
      throw new HostError('database is down');
    });
    const box = createContext({ ts: 1 }, failing);
    const clock = new FakeClock();
    const update = storeOf(box, clock).update((state) => ({ ...state, pullCursor: 7 }));
    await expect(update).rejects.toThrow('XSOAR did not store the sync state: database is down');
    await expect(update).rejects.toBeInstanceOf(HostError);
    expect(box.context).toEqual({ ts: 1 });
    expect(clock.sleeps).toHaveLength(5);
  });

  it('does not write over a context that it cannot understand', async () => {
    const box = createContext({ ts: 'x' });
    await expect(storeOf(box).read()).rejects.toBeInstanceOf(StateError);
    await expect(storeOf(box).update((state) => state)).rejects.toBeInstanceOf(StateError);
    expect(box.context).toEqual({ ts: 'x' });
  });

  it.each([null, 'x', []])('takes the answer %p for a failure, not for an empty context', async (answer) => {
    const store = new StateStore(fakeHost({ readContext: async () => answer }), new FakeClock());
    await expect(store.read()).rejects.toThrow('XSOAR did not answer with an integration context.');
  });
});

describe('moving the push on', () => {
  const at = (cursor: readonly unknown[] | undefined): PushPlace => ({
    pushStart: TIME,
    pushCursor: cursor,
    inFirstSync: false,
  });
  const contextAt = (cursor: readonly unknown[], between: (() => void)[] = []): Context =>
    createContext({ time: TIME, is_first_sync_phase: false, search_after: cursor, ts: 1 }, between);

  it('replaces the cursor that this run last saw', async () => {
    const box = contextAt(['m', '1']);
    await storeOf(box).movePush(at(['m', '1']), at(['m', '2']));
    expect(box.context).toMatchObject({ search_after: ['m', '2'], ts: 1 });
  });

  it.each([
    ['further, by its looks', ['2026-01-03T00:00:00Z', 'z']],
    ['less far, by its looks', ['2026-01-01T00:00:00Z', 'a']],
    ['a number', [1_700_000_000_000]],
  ])('does not compare cursors: one of another run that is %s stays', async (_, theirs) => {
    const box = contextAt(theirs);
    const moving = storeOf(box).movePush(
      at(['2026-01-02T00:00:00Z', 'm']),
      at(['2026-01-02T00:00:00Z', 'n']),
    );
    await expect(moving).rejects.toBeInstanceOf(Overtaken);
    expect(box.context).toMatchObject({ search_after: theirs });
    expect(box.version).toBe(1);
  });

  it('is refused too when the other run comes between the reading and the writing', async () => {
    const box: Context = contextAt(['m', '1'], [() => box.overwrite({ search_after: ['m', '9'] })]);
    const moving = storeOf(box).movePush(at(['m', '1']), at(['m', '2']));
    await expect(moving).rejects.toBeInstanceOf(Overtaken);
    expect(box.context).toMatchObject({ search_after: ['m', '9'] });
  });

  it('is refused when another run has begun the push anew', async () => {
    const box = contextAt(['m', '1']);
    box.overwrite({ time: '2026-01-16T00:00:00Z' });
    await expect(storeOf(box).movePush(at(['m', '1']), at(['m', '2']))).rejects.toBeInstanceOf(Overtaken);
  });

  it('takes its own write, of which the answer was lost, for its own', async () => {
    const box = contextAt(['m', '1']);
    let writes = 0;
    const { writeContext } = box.host;
    box.host.writeContext = async (context, version) => {
      await writeContext(context, version);
      writes += 1;
      if (writes === 1) {
        throw new HostError('the answer was lost');
      }
    };
    await storeOf(box).movePush(at(['m', '1']), at(['m', '2']));
    expect(box.context).toMatchObject({ search_after: ['m', '2'] });
  });

  it('lives with another writer of other keys, and keeps what that one wrote', async () => {
    const box: Context = contextAt(['m', '1'], [() => box.overwrite({ ts: 5, theirs: 'kept' })]);
    await storeOf(box).movePush(at(['m', '1']), at(['m', '2']));
    expect(box.context).toMatchObject({ search_after: ['m', '2'], ts: 5, theirs: 'kept' });
  });

  it('changes in the same write what else changes with it', async () => {
    const box = contextAt(['m', '1']);
    await storeOf(box).movePush(at(['m', '1']), at(['m', '2']), (state) => ({ ...state, keepsStatus: true }));
    expect(box.context).toMatchObject({ search_after: ['m', '2'], xdr_iocs_state: '{"keepsStatus":true}' });
    expect(box.version).toBe(2);
  });
});
