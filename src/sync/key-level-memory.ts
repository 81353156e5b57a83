import type { KeyLevelMemory } from '../xdr/key-levels.ts';
import type { StateStore } from './state-store.ts';

/**
 * Keeps the kind of key that worked in the sync state. It is a convenience: where the state cannot be read or written,
 * the other kind is simply tried again.
 * @param available false where the platform allows no access to the context (`test-module`)
 */
export function keyLevelMemory(store: StateStore, available: boolean): KeyLevelMemory {
  return {
    recall: async () => (available ? await store.read().then((state) => state.keyLevel, nothing) : undefined),
    remember: async (keyLevel) => {
      if (available) {
        await store.update((state) => ({ ...state, keyLevel })).catch(nothing);
      }
    },
  };
}

function nothing(): undefined {
  return undefined;
}
