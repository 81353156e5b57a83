import type { Found } from './classify.ts';
import type { IndicatorDraft } from './stored-indicator.ts';
import { timeOf } from './times.ts';

const BAD = 3;

/** Where indicators that were found in a file come from, as XSOAR would say it of a feed. */
export interface FeedOptions {
  /** Milliseconds since the epoch. */
  now: number;
  /** The feed's brand, such as `Plain Text Feed`. */
  brand?: string;
  /** Such as `C - Fairly reliable`. */
  reliability?: string;
  score?: number;
  tags?: readonly string[];
}

/** What was found, as indicators that a feed brought to XSOAR. */
export function toIndicators(found: readonly Found[], options: FeedOptions): IndicatorDraft[] {
  const { brand = 'Plain Text Feed', reliability = 'C - Fairly reliable', score = BAD, tags = [] } = options;
  const now = timeOf(options.now);
  const instance = `${brand}_instance_1`;
  return found.map(({ value, type }) => ({
    value,
    indicator_type: type,
    score,
    aggregatedReliability: reliability,
    moduleToFeedMap: {
      [instance]: {
        reliability,
        score,
        sourceBrand: brand,
        sourceInstance: instance,
        value,
        type,
        fetchTime: now,
        rawJSON: { value, type },
      },
    },
    sourceBrands: [brand],
    sourceInstances: [instance],
    CustomFields: { tags: [...tags] },
  }));
}
