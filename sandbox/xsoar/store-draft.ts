import { NOTHING } from '../../src/indicators/json.ts';
import type { IndicatorDraft, StoredIndicator } from './stored-indicator.ts';
import { canonicalTime, millisecondsOf, NO_TIME, timeOf } from './times.ts';

/** Shared by all indicators that have none: at a million, it is felt. */
const NONE: readonly never[] = Object.freeze([]);
/** What tells of people's edits, where nobody edited anything yet. */
export const NO_MARKS = { manuallyEditedFields: null, manualScore: false } as const;

/** What the store knows of an indicator that is added. */
export interface Made {
  id: string;
  modified: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** The one in whose place it is put. */
  known: StoredIndicator | undefined;
  /** Whether this server tells of people's edits. */
  marks: boolean;
}

/** Fills in what a draft leaves out. `expirationStatus` follows `expiration`, `timestamp` stays what it was. */
export function draftToStored(draft: IndicatorDraft, made: Made): StoredIndicator {
  const now = timeOf(made.now);
  return {
    score: 0,
    timestamp: made.known?.timestamp ?? now,
    firstSeen: now,
    lastSeen: now,
    expiration: NO_TIME,
    aggregatedReliability: '',
    moduleToFeedMap: NOTHING,
    sourceBrands: NONE,
    sourceInstances: NONE,
    comments: NONE,
    CustomFields: NOTHING,
    ...(made.marks ? NO_MARKS : {}),
    ...draft,
    id: made.id,
    modified: made.modified,
    expirationStatus: statusAt(draft.expiration, made.now),
  };
}

/** The `expirationStatus` of an expiration that is written now. */
export function statusAt(expiration: unknown, now: number): 'active' | 'expired' {
  const expiry = expires(expiration);
  return expiry !== undefined && expiry <= now ? 'expired' : 'active';
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

/** An expiration that is written, as the server keeps it: `Never` is year 0001. Undefined for what is no time. */
export function expirationOf(date: unknown): string | undefined {
  if (typeof date !== 'string') {
    return undefined;
  }
  if (date.trim().toLowerCase() === 'never') {
    return NO_TIME;
  }
  return canonicalTime(date) === undefined ? undefined : date;
}
