import { isRecord, NOTHING } from '../../src/indicators/json.ts';
import { type Patch, writtenExpiration } from './hand-edit.ts';
import { merged } from './merge.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** What a feed brings again. */
export interface FeedRefresh extends Patch {
  /** Which feed; default: the indicator's first source that is not the integration, else one of our own making. */
  feed?: Feed;
}

/** One instance of a feed. */
export interface Feed {
  brand: string;
  instance: string;
  /** Such as `C - Fairly reliable`. */
  reliability: string;
}

const SOME_FEED: Feed = { brand: 'Feed', instance: 'Feed_instance_1', reliability: 'C - Fairly reliable' };

/** What a feed's refresh changes, key by key. @throws UsageError for an expiration that is no time */
export function refreshedBy(
  known: StoredIndicator,
  patch: FeedRefresh,
  { now, ownBrand }: { now: string; ownBrand: string },
): Record<string, unknown> {
  const { score, comment, feed = feedOf(known, ownBrand) } = patch;
  const expirationdate = writtenExpiration(patch.expiration);
  const fields = {
    ...patch.CustomFields,
    ...(comment === undefined ? {} : { comments: comment }),
    ...(expirationdate === undefined ? {} : { expirationdate }),
  };
  const said = {
    value: known.value,
    type: known.indicator_type,
    fields,
    ...(score === undefined ? {} : { score }),
  };
  return merged(said, known, { ...feed, now });
}

function feedOf({ moduleToFeedMap }: StoredIndicator, ownBrand: string): Feed {
  for (const [instance, entry] of Object.entries(isRecord(moduleToFeedMap) ? moduleToFeedMap : NOTHING)) {
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
