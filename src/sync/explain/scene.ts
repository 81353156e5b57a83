import { spellings, valueKey } from '../../indicators/values.ts';
import { hashOf, type TimedHashes, unpacked } from '../memory/hashed.ts';
import { OwnDoings } from '../memory/own-status.ts';
import { MOST_HELD_BACK, type SyncState } from '../memory/state.ts';
import type { KnownIoc } from '../rehearsal/paper-xdr.ts';
import type { Scene } from '../rehearsal/rehearsal.ts';
import { rawRuleOf } from './shown.ts';
import type { Subject } from './subject.ts';

/** What the next run is rehearsed with, for some values: what is known of both sides, and of the state what concerns them. */
export function sceneOf(
  subjects: readonly Subject[],
  state: SyncState,
  counting: Pick<Scene, 'countedQuery' | 'count'>,
): Scene {
  const keys = new Set(subjects.flatMap((subject) => [...subject.keys]));
  const known = new Map<string, KnownIoc>();
  for (const { shown } of subjects) {
    for (const ioc of shown.kind === 'shown' ? shown.iocs : []) {
      known.set(valueKey(ioc.indicator ?? '', ioc.type ?? ''), { raw: rawRuleOf(ioc), isTold: false });
    }
  }
  const rules = new Set(subjects.flatMap((subject) => subject.rules ?? []));
  for (const { value, type, raw } of [...rules].filter(({ deleted }) => !deleted)) {
    known.set(valueKey(value, type), { raw, isTold: true });
  }
  const own = new OwnDoings(state.ownStatus);
  const isShown = subjects.some(({ shown }) => shown.kind === 'shown');
  return {
    ...counting,
    values: [...new Set(subjects.flatMap(({ value, spelt }) => [...spellings(value, 'IP'), ...spelt]))],
    state: narrowed(state, keys),
    known,
    deletions: [...rules].filter(({ deleted }) => deleted).map(({ raw }) => raw),
    // Where XDR shows its IOCs, it shows also those that it does not have.
    isDisabled: (key) => !isShown && own.isDisabled(key),
  };
}

/**
 * The state with what concerns these values: the rest may be megabytes, and is not asked for. What is held back stays
 * whole where it is so much that there may be no room for more.
 */
function narrowed(state: SyncState, keys: ReadonlySet<string>): SyncState {
  const hasRoom = state.owed.length + keys.size <= MOST_HELD_BACK;
  const hashes = new Set([...keys].map(hashOf));
  return {
    ...state,
    owed: hasRoom ? state.owed.filter(({ value, type }) => keys.has(valueKey(value, type))) : state.owed,
    workedOut: within(state.workedOut, hashes),
    deleted: within(state.deleted, hashes),
    refused: [],
    lastRun: undefined,
  };
}

function within(timed: TimedHashes, hashes: ReadonlySet<string>): TimedHashes {
  return timed.flatMap(([time, packed]) => {
    const kept = [...unpacked(packed)].filter((hash) => hashes.has(hash));
    return kept.length === 0 ? [] : [[time, kept.join('')] as const];
  });
}
