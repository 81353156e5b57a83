import { NOTHING } from '../../src/indicators/json.ts';
import type { IndicatorDraft, StoredIndicator } from './stored-indicator.ts';
import { canonicalTime, millisecondsOf, NO_TIME, timeOf } from './times.ts';

/** Shared by all indicators that have none: at a million, it is felt. */
const NONE: readonly never[] = Object.freeze([]);

/** Fills in what a draft leaves out. `expirationStatus` always follows `expiration`. */
export function draftToStored(
  draft: IndicatorDraft,
  made: { id: string; modified: string; now: number },
): StoredIndicator {
  const now = timeOf(made.now);
  const expiry = expires(draft.expiration);
  return {
    score: 0,
    timestamp: now,
    firstSeen: now,
    lastSeen: now,
    expiration: NO_TIME,
    aggregatedReliability: '',
    moduleToFeedMap: NOTHING,
    sourceBrands: NONE,
    sourceInstances: NONE,
    comments: NONE,
    CustomFields: NOTHING,
    ...draft,
    id: made.id,
    modified: made.modified,
    expirationStatus: expiry !== undefined && expiry <= made.now ? 'expired' : 'active',
  };
}

/** When an indicator expires, in ms; undefined where it never does. */
export function expires(expiration: unknown): number | undefined {
  // Year 0001 first: most indicators never expire, and reading a time takes its time.
  if (typeof expiration !== 'string' || expiration.startsWith('0001')) {
    return undefined;
  }
  const time = canonicalTime(expiration);
  return time === undefined ? undefined : millisecondsOf(time);
}
