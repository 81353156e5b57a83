import { OFFICIAL_BRAND, officialScoreAt } from '../indicators/official.ts';
import type { Engine } from './engine.ts';
import type { SyncState } from './memory/state.ts';

/** How long a score by the official integration shows that it runs, in ms. */
const RECENT_MS = 24 * 60 * 60 * 1000;

/**
 * Tells, once in a run, where the official integration has lately scored indicators that were read anyway: two that sync
 * take each other for a person. What it did before this instance began is no sign of that.
 */
export function tellOfficial(
  { source, clock, report }: Pick<Engine, 'source' | 'clock' | 'report'>,
  { pushStart }: Pick<SyncState, 'pushStart'>,
  indicators: Iterable<unknown>,
): void {
  if (source.brand === OFFICIAL_BRAND || report.officialSeenAt !== undefined) {
    return;
  }
  const began = pushStart === undefined ? Number.NEGATIVE_INFINITY : Date.parse(pushStart);
  const since = Math.max(began, clock.now() - RECENT_MS);
  for (const x of indicators) {
    const at = officialScoreAt(x);
    if (at !== undefined && at >= since) {
      report.officialSeen(at);
      return;
    }
  }
}
