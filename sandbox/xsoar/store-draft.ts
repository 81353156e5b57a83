import { NOTHING } from '../../src/indicators/json.ts';
import type { IndicatorDraft, StoredIndicator } from './stored-indicator.ts';
import { canonicalTime, millisecondsOf, NO_TIME, timeOf } from './times.ts';

/** Shared by all indicators that have none: at a million, it is felt. */
const NONE: readonly never[] = Object.freeze([]);
/** What tells of people's edits, where nobody edited anything yet. */
export const NO_MARKS = { manuallyEditedFields: null, manualScore: false } as const;

/**
 * Fills in what a draft leaves out. `expirationStatus` follows `expiration`, `timestamp` stays what it was.
 * @param now milliseconds since the epoch
 * @param known the one in whose place it is put
 */
export function draftToStored(
  draft: IndicatorDraft,
  made: { id: string; modified: string },
  now: number,
  known?: StoredIndicator,
): StoredIndicator {
  const time = timeOf(now);
  return {
    score: 0,
    timestamp: known?.timestamp ?? time,
    firstSeen: time,
    lastSeen: time,
    expiration: NO_TIME,
    aggregatedReliability: '',
    moduleToFeedMap: NOTHING,
    sourceBrands: NONE,
    sourceInstances: NONE,
    comments: NONE,
    CustomFields: NOTHING,
    ...NO_MARKS,
    ...draft,
    ...made,
    expirationStatus: statusAt(draft.expiration, now),
  };
}

/** An indicator with keys of a patch in the place of its own; a new expiration decides whether it has expired. */
export function patched(
  known: StoredIndicator,
  patch: Readonly<Record<string, unknown>>,
  modified: string,
  now: number,
): StoredIndicator {
  const { id, value, indicator_type } = known;
  const isMoved = 'expiration' in patch && patch.expiration !== known.expiration;
  const status = isMoved ? { expirationStatus: statusAt(patch.expiration, now) } : {};
  return { ...known, ...status, ...patch, id, value, indicator_type, modified };
}

/** The `expirationStatus` of an expiration that is written now. */
function statusAt(expiration: unknown, now: number): 'active' | 'expired' {
  return expires(expiration) <= now ? 'expired' : 'active';
}

/** When an indicator expires, in ms; infinity where it never does. */
export function expires(expiration: unknown): number {
  // Year 0001 first: most indicators never expire, and reading a time takes its time.
  const isDate = typeof expiration === 'string' && !expiration.startsWith('0001');
  const time = isDate ? canonicalTime(expiration) : undefined;
  return time === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(time);
}

/** An expiration that is written, as the server keeps it: `Never` is year 0001. Undefined for what is no time. */
export function expirationOf(date: unknown): string | undefined {
  const text = typeof date === 'string' ? date : '';
  if (text.trim().toLowerCase() === 'never') {
    return NO_TIME;
  }
  return canonicalTime(text) === undefined ? undefined : text;
}
