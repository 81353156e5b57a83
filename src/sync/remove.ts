import { valueKey } from '../indicators/values.ts';
import type { Engine } from './engine.ts';
import type { TypedValue } from './find.ts';
import { hashOf, timedHashes, timesByHash } from './memory/hashed.ts';
import type { SyncState } from './memory/state.ts';
import { changeStatus } from './status.ts';
import type { WaitingRules } from './waiting.ts';

/**
 * Deletes IOCs from XDR because somebody wishes it. XDR tells of it like of a person's deletion, so it is remembered as our
 * own; and like after one, the next push does not send them again until their indicators change.
 * @returns how many there were
 * @throws XdrError what failed, and then nothing counts as deleted
 */
export async function deleteNamed(
  engine: Engine,
  waiting: WaitingRules,
  iocs: readonly TypedValue[],
): Promise<number> {
  // It goes with the IOC.
  await waiting.tellOf(iocs, ({ value }, rule) => engine.report.deletedWith(value, rule));
  let deleted = 0;
  await changeStatus(engine, waiting, 'delete', iocs, async (values) => {
    deleted += await engine.xdr.deleteIocs(values);
  });
  const at = Math.ceil(engine.tenantNow());
  await engine.store.update((state) => withDeleted(state, iocs, at));
  return deleted;
}

/** What is owed for them is owed no more; and until the push cursor has passed them, they count as deleted. */
function withDeleted(state: SyncState, iocs: readonly TypedValue[], at: number): SyncState {
  // Under which type XSOAR holds a value is not known.
  const keys = new Set(iocs.flatMap(({ value }) => [valueKey(value, 'IP'), valueKey(value, 'PATH')]));
  const times = timesByHash(state.deleted);
  for (const key of keys) {
    times.set(hashOf(key), at);
  }
  return {
    ...state,
    deleted: timedHashes(times),
    owed: state.owed.filter(({ value, type }) => !keys.has(valueKey(value, type))),
  };
}
