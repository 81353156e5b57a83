/**
 * The top-level keys of an XSOAR indicator that the mapping to XDR reads, and `modified`, which with `id` is what
 * the cursor is made of.
 */
export const OUTGOING_FIELDS: readonly string[] = [
  'id',
  'value',
  'indicator_type',
  'score',
  'expiration',
  'aggregatedReliability',
  'moduleToFeedMap',
  'comments',
  'CustomFields',
  'modified',
];

/** The top-level keys of an XSOAR indicator that the echo rule needs, and those that a search is sorted by. */
export const ECHO_FIELDS: readonly string[] = ['id', 'value', 'score', 'moduleToFeedMap', 'modified'];
