import { isRecord } from '../../src/indicators/json.ts';
import { type Patch, writtenExpiration } from './hand-edit.ts';
import { given, recordOf } from './loose.ts';
import { merged } from './merge.ts';
import type { StoredIndicator } from './stored-indicator.ts';

const SOME_FEED = { brand: 'Feed', instance: 'Feed_instance_1', reliability: 'C - Fairly reliable' };

/**
 * What it changes, key by key, when a feed brings an indicator again: its first source that is not the integration, else
 * a feed of our own making. @throws UsageError for an expiration that is no time
 */
export function refreshedBy(
  known: StoredIndicator,
  { score, comment: comments, expiration, CustomFields }: Patch,
  { now, ownBrand }: { now: string; ownBrand: string },
): Record<string, unknown> {
  const { value, indicator_type: type } = known;
  const written = given({ comments, expirationdate: writtenExpiration(expiration) });
  const said = { value, type, fields: { ...CustomFields, ...written }, score };
  return merged(said, known, { ...feedOf(known, ownBrand), now });
}

function feedOf({ moduleToFeedMap }: StoredIndicator, ownBrand: string): typeof SOME_FEED {
  for (const [instance, entry] of Object.entries(recordOf(moduleToFeedMap))) {
    if (isRecord(entry) && entry.sourceBrand !== ownBrand) {
      const { sourceBrand: brand, reliability } = entry;
      return {
        brand: typeof brand === 'string' ? brand : instance,
        instance,
        reliability: typeof reliability === 'string' ? reliability : '',
      };
    }
  }
  return SOME_FEED;
}
