import { isRecord } from '../../src/indicators/json.ts';
import type { StoredIndicator } from '../xsoar/stored-indicator.ts';
import { NO_TIME } from '../xsoar/times.ts';
import type { Row } from './world.ts';

const REPUTATIONS = ['Unknown', 'Good', 'Suspicious', 'Bad'];

/** An indicator as an analyst reads it in XSOAR: the custom fields among the others, the comments as their texts. */
export function indicatorRow(indicator: StoredIndicator): Row {
  const { CustomFields: custom } = indicator;
  const { tags, sourceoriginalseverity, ...others } = isRecord(custom) ? custom : {};
  return {
    value: indicator.value,
    type: indicator.indicator_type,
    reputation: typeof indicator.score === 'number' ? REPUTATIONS[indicator.score] : indicator.score,
    severity: sourceoriginalseverity,
    status: indicator.expirationStatus,
    expiration: (indicator.expiration ?? NO_TIME) === NO_TIME ? 'never' : indicator.expiration,
    tags: listed(tags),
    comments: listed(indicator.comments, (comment) => (isRecord(comment) ? comment.content : comment)),
    ...others,
    reliability: indicator.aggregatedReliability,
    sources: listed(indicator.sourceBrands),
    'set by hand': setByHand(indicator),
    modified: indicator.modified,
  };
}

function setByHand({ manuallyEditedFields, manualScore }: StoredIndicator): string {
  const fields: unknown[] = Array.isArray(manuallyEditedFields) ? manuallyEditedFields : [];
  return [...(manualScore === true ? ['reputation'] : []), ...fields.map(String)].join(', ');
}

function listed(value: unknown, textOf: (item: unknown) => unknown = (item) => item): unknown {
  return Array.isArray(value) ? value.map((item: unknown) => String(textOf(item))).join(', ') : value;
}
