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

/** Of a key that holds objects, the keys that are read of each of these; of any other key, everything is read. */
export const FIELDS_WITHIN: Readonly<Record<string, readonly string[]>> = {
  comments: ['type', 'content'],
  moduleToFeedMap: ['sourceBrand', 'score', 'reliability'],
};
