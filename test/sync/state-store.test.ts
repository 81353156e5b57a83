import { describe, expect, it } from '@jest/globals';
import { HostError, StateError } from '../../src/errors.ts';
import { laterCursor } from '../../src/sync/memory/state.ts';
import { StateStore } from '../../src/sync/state-store.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fakeHost } from '../support/fake-host.ts';

/** A context with versions; other writers may come in between. */
function createContext(
  initial: Record<string, unknown>,
  between: (() => void)[] = [],
): { host: Host; context: Record<string, unknown>; version: number } {
  const box = { context: initial, version: 1, host: fakeHost() as Host };
  box.host = fakeHost({
    readContext: async () => ({ context: structuredClone(box.context), version: box.version }),
    writeContext: async (context, version) => {
      between.shift()?.();
      if (version !== box.version) {
        throw new HostError('stale version');
      }
      box.context = { ...context };
      box.version += 1;
    },
  });
  return box;
}

describe('the state store', () => {
  it('lets the cursor that is further win over another writer', async () => {
    const box = createContext({ time: '2026-01-15T12:00:00Z' }, [
      () => {
        box.context = { ...box.context, search_after: ['2026-01-03T00:00:00Z', 'z'], ts: 9, theirs: 1 };
        box.version += 1;
      },
    ]);
    const store = new StateStore(box.host, new FakeClock());
    const stored = await store.update((state) => ({
      ...state,
      pushCursor: laterCursor(state.pushCursor, ['2026-01-02T00:00:00Z', 'a']),
      pullCursor: Math.max(state.pullCursor ?? 0, 10),
    }));
    expect(stored.pushCursor).toEqual(['2026-01-03T00:00:00Z', 'z']);
    expect(box.context).toMatchObject({ search_after: ['2026-01-03T00:00:00Z', 'z'], ts: 10, theirs: 1 });
  });

  it('outlives a hiccup of the server', async () => {
    let calls = 0;
    const box = createContext({}, [
      () => {
        calls += 1;
        throw new HostError('hiccup');
      },
    ]);
    await new StateStore(box.host, new FakeClock()).update((state) => ({ ...state, pullCursor: 7 }));
    expect(calls).toBe(1);
    expect(box.context).toEqual({ ts: 7 });
  });

  it('says so when the server never takes it, and the context stays as it was', async () => {
    const box = createContext(
      { ts: 1 },
      Array(9).fill(() => {
        throw new HostError('database is down');
      }),
    );
    const clock = new FakeClock();
    const update = new StateStore(box.host, clock).update((state) => ({ ...state, pullCursor: 7 }));
    await expect(update).rejects.toThrow('XSOAR did not store the sync state: database is down');
    await expect(update).rejects.toBeInstanceOf(HostError);
    expect(box.context).toEqual({ ts: 1 });
    expect(clock.sleeps).toHaveLength(5);
  });

  it('does not write over a context that it cannot understand', async () => {
    const box = createContext({ ts: 'x' });
    const store = new StateStore(box.host, new FakeClock());
    await expect(store.read()).rejects.toBeInstanceOf(StateError);
    await expect(store.update((state) => state)).rejects.toBeInstanceOf(StateError);
    expect(box.context).toEqual({ ts: 'x' });
  });

  it.each([null, 'x', []])('takes the answer %p for a failure, not for an empty context', async (answer) => {
    const store = new StateStore(fakeHost({ readContext: async () => answer }), new FakeClock());
    await expect(store.read()).rejects.toThrow('XSOAR did not answer with an integration context.');
  });
});
