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

/** What the merge of both sides reads besides: what people did by hand, and whose the indicator is. */
export const MERGE_FIELDS: readonly string[] = [
  ...OUTGOING_FIELDS,
  'manuallyEditedFields',
  'manualScore',
  'expirationStatus',
  'timestamp',
  'sourceBrands',
];

/** What is read of an indicator where XSOAR alone is asked what it knows of an IOC. */
export const KNOWN_FIELDS: readonly string[] = [
  'id',
  'value',
  'indicator_type',
  'modified',
  'CustomFields',
  'moduleToFeedMap',
  'lastSeen',
];

/** Of a key that holds objects, the keys that are read of each of these; of any other key, everything is read. */
type FieldsWithin = Readonly<Record<string, readonly string[]>>;

const OUTGOING_WITHIN: FieldsWithin = {
  comments: ['type', 'content'],
  moduleToFeedMap: ['sourceBrand', 'score', 'reliability'],
};
const MERGE_WITHIN: FieldsWithin = {
  comments: ['type', 'content', 'user', 'created'],
  moduleToFeedMap: ['sourceBrand', 'sourceInstance', 'score', 'reliability', 'fetchTime', 'modifiedTime'],
};
const KNOWN_WITHIN: FieldsWithin = {
  moduleToFeedMap: ['sourceBrand', 'sourceInstance', 'modifiedTime', 'fetchTime'],
};

/**
 * What is read of each of these keys: some keys of the objects in it, or everything (null). Only the merge asks who did
 * something and when: a push, which reads millions, must not carry that along.
 */
export function fieldsWithin(fields: readonly string[]): Record<string, readonly string[] | null> {
  const within = withinOf(fields);
  return Object.fromEntries(fields.map((field) => [field, within[field] ?? null]));
}

function withinOf(fields: readonly string[]): FieldsWithin {
  if (fields.includes('manuallyEditedFields')) {
    return MERGE_WITHIN;
  }
  return fields.includes('lastSeen') ? KNOWN_WITHIN : OUTGOING_WITHIN;
}
