import type { Engine } from './engine.ts';
import { pullStart } from './pull-start.ts';
import type { SyncState } from './state.ts';

/**
 * Sets the time from which on modified indicators are pushed; a first sync under way ends with it.
 * XDR's changes are pulled from where they were, or from now on where nothing was pulled yet.
 * @param time `YYYY-MM-DDTHH:MM:SSZ`, in XSOAR's time
 * @param more what else is known by then
 */
export async function restartAt(
  engine: Engine,
  time: string,
  more: Pick<Partial<SyncState>, 'refused'> = {},
): Promise<void> {
  const { pullCursor } = await engine.store.read();
  // XDR out of reach must not cost a user the file that was made: then it is the time of this machine.
  const start = pullCursor ?? (await pullStart(engine).catch(() => engine.tenantNow()));
  await engine.store.update((state) => ({
    ...state,
    pushStart: time,
    pushCursor: undefined,
    inFirstSync: false,
    pullCursor: state.pullCursor ?? start,
    ...more,
  }));
}

/** Sets both cursors to one time, by hand: what was modified on either side since then is carried over again. */
export async function setSyncTime(engine: Engine, time: string): Promise<void> {
  await engine.store.update((state) => ({
    ...state,
    pushStart: time,
    pushCursor: undefined,
    inFirstSync: false,
    pullCursor: Date.parse(time),
  }));
}
