/**
 * An indicator as XSOAR's search returns it. Once stored it never changes: a change puts another in its place. What
 * tests put in may hold anything, null too; whoever reads a field beyond these first ones checks it.
 */
export interface StoredIndicator {
  readonly id: string;
  readonly value: string;
  readonly indicator_type: string;
  /** RFC 3339, UTC, nine digits of a second: two compare as texts. */
  readonly modified: string;
  readonly score?: unknown;
  readonly expiration?: unknown;
  readonly expirationStatus?: unknown;
  readonly aggregatedReliability?: unknown;
  readonly moduleToFeedMap?: unknown;
  readonly sourceBrands?: unknown;
  readonly comments?: unknown;
  readonly CustomFields?: unknown;
  /** Which fields people edited, in lower case; null where they edited none. An older server has no such key. */
  readonly manuallyEditedFields?: unknown;
  /** Whether a person set the score. An older server has no such key. */
  readonly manualScore?: unknown;
  /** The letter of the source that set a field, for fields that were merged. Ours, not XSOAR's: not shown unasked. */
  readonly fieldReliability?: unknown;
  readonly [field: string]: unknown;
}

/** What is given to make one; what is missing is filled in. A given `modified` is taken as it is. */
export type IndicatorDraft = Readonly<Record<string, unknown>> & {
  readonly value: string;
  readonly indicator_type: string;
};
