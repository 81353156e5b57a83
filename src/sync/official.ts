import { OFFICIAL_BRAND, officialScoreAt } from '../indicators/official.ts';
import { parsePage } from '../xsoar/page.ts';
import type { Engine } from './engine.ts';
import { modifiedQuery, toQueryTime } from './find.ts';
import type { SyncState } from './memory/state.ts';

/** How long a score by the official integration shows that it runs, in ms. */
const RECENT_MS = 24 * 60 * 60 * 1000;

/** How many indicators that the official integration told of are looked at. */
const MOST_LOOKED_AT = 200;

/** Tells, once in a run, where the official integration has lately scored indicators that were read anyway. */
export function tellOfficial(
  engine: Pick<Engine, 'source' | 'clock' | 'report'>,
  state: Pick<SyncState, 'pushStart'>,
  indicators: Iterable<unknown>,
): void {
  if (engine.report.officialSeenAt !== undefined) {
    return;
  }
  const at = lately(engine, state, indicators);
  if (at !== undefined) {
    engine.report.officialSeen(at);
  }
}

/**
 * Asks XSOAR whether the official integration has lately scored an indicator: then both may be syncing.
 * @returns when, in ms, XSOAR's time; undefined where it has not, of those that were looked at
 */
export async function findOfficial(
  engine: Pick<Engine, 'source' | 'clock' | 'host'>,
  state: Pick<SyncState, 'pushStart'>,
): Promise<number | undefined> {
  if (engine.source.brand === OFFICIAL_BRAND) {
    return undefined;
  }
  const query = modifiedQuery(`sourceBrands:"${OFFICIAL_BRAND}"`, {
    from: toQueryTime(sinceWhen(engine, state)),
  });
  const answer = await engine.host.searchIndicators({
    query,
    size: MOST_LOOKED_AT,
    fields: ['moduleToFeedMap'],
  });
  return lately(engine, state, parsePage(answer, () => true).indicators);
}

/** Two that sync take each other for a person. What it did before this instance began is no sign of that. */
function lately(
  engine: Pick<Engine, 'source' | 'clock'>,
  state: Pick<SyncState, 'pushStart'>,
  indicators: Iterable<unknown>,
): number | undefined {
  if (engine.source.brand === OFFICIAL_BRAND) {
    return undefined;
  }
  const since = sinceWhen(engine, state);
  for (const x of indicators) {
    const at = officialScoreAt(x);
    if (at !== undefined && at >= since) {
      return at;
    }
  }
  return undefined;
}

function sinceWhen({ clock }: Pick<Engine, 'clock'>, { pushStart }: Pick<SyncState, 'pushStart'>): number {
  const began = pushStart === undefined ? 0 : Date.parse(pushStart);
  return Math.max(began, clock.now() - RECENT_MS);
}
