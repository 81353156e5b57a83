import { isRecord } from '../../src/indicators/json.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** Reads one field of an indicator. */
export type FieldReader = (indicator: StoredIndicator) => unknown;

/** Fields that hold a time: what they are compared with must be one. */
const TIMES: ReadonlySet<string> = new Set([
  'modified',
  'expiration',
  'timestamp',
  'created',
  'firstseen',
  'lastseen',
  'calculatedtime',
  'lastreputationrun',
]);

/** What a query may call the scores; others are unknown, as in XSOAR. */
const REPUTATIONS: Readonly<Record<string, string>> = { 1: 'good', 2: 'suspicious', 3: 'bad' };
const UNKNOWN = ['none', 'unknown'];

/** Top-level keys by their name in lower case, where they differ or are renamed. */
const RENAMED: Readonly<Record<string, string>> = {
  type: 'indicator_type',
  firstseen: 'firstSeen',
  lastseen: 'lastSeen',
  expirationstatus: 'expirationStatus',
  sourcebrands: 'sourceBrands',
  sourceinstances: 'sourceInstances',
  aggregatedreliability: 'aggregatedReliability',
  'incident.id': 'investigationIDs',
};

/** Whether a field, named in lower case, holds a time. */
export function isTimeField(field: string): boolean {
  return TIMES.has(field);
}

/** How a field, named in lower case, is read: from the indicator itself, else from its custom fields. */
export function readerOf(field: string): FieldReader {
  if (field === 'reputation') {
    return ({ score }) => (typeof score === 'number' ? REPUTATIONS[score] : undefined) ?? UNKNOWN;
  }
  const name = (Object.hasOwn(RENAMED, field) ? RENAMED[field] : undefined) ?? field;
  return (indicator) => {
    const found = Object.hasOwn(indicator, name) ? indicator[name] : inAnyCase(indicator, field);
    if (found !== undefined || !isRecord(indicator.CustomFields)) {
      return found;
    }
    const custom = indicator.CustomFields;
    return Object.hasOwn(custom, field) ? custom[field] : inAnyCase(custom, field);
  };
}

function inAnyCase(record: Readonly<Record<string, unknown>>, field: string): unknown {
  for (const key in record) {
    if (key.length === field.length && key.toLowerCase() === field && Object.hasOwn(record, key)) {
      return record[key];
    }
  }
  return undefined;
}
