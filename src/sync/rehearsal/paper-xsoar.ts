import type { NewIndicator } from '../../indicators/new-indicator.ts';
import type { Host } from '../../xsoar/host.ts';
import { quoted } from '../../xsoar/lookup.ts';
import { type SyncState, serialiseState } from '../memory/state.ts';

/** XSOAR as a rehearsed run sees it. */
export interface PaperXsoar {
  host: Host;
  /** What would be written to XSOAR. */
  written: NewIndicator[];
}

/** What is asked of XSOAR. */
export interface Scope {
  /** The spellings of the values that the rehearsal is about; at most as many as one search may name. */
  values: readonly string[];
  /** The query whose matches are counted: the number is the same for all values. */
  countedQuery: string;
  /** Counts them, once. */
  count: () => Promise<unknown>;
}

/**
 * An XSOAR for a rehearsal: searches are real, but find these values only; what is written stays on paper. The state is
 * the one that is given, and changes on paper, too.
 */
export function paperXsoar(real: Host, state: SyncState, { values, countedQuery, count }: Scope): PaperXsoar {
  const named = `value:(${values.map(quoted).join(' ')})`;
  const written: NewIndicator[] = [];
  let context = serialiseState(state);
  let version = 1;
  const host: Host = {
    searchIndicators: async (request) => {
      if (request.query === countedQuery) {
        return await count();
      }
      // A look-up names its values itself.
      const query = request.query.startsWith('value:(') ? request.query : `${named} and (${request.query})`;
      return await real.searchIndicators({ ...request, query });
    },
    createIndicators: async (indicators) => {
      written.push(...indicators);
    },
    readContext: async () => ({ context: structuredClone(context), version }),
    writeContext: async (next) => {
      context = { ...next };
      version += 1;
    },
    results: async () => undefined,
    log: async () => undefined,
    version: async () => await real.version(),
    serverUrl: async () => await real.serverUrl(),
  };
  return { host, written };
}
