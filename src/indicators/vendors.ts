import type { Vendor } from './ioc.ts';
import { isRecord, isText } from './json.ts';
import { reliabilityLetter } from './reliability.ts';
import { reputationOf } from './reputation.ts';

/** The sources that an indicator's `moduleToFeedMap` names; undefined where there are none. */
export function vendorsOf(moduleToFeedMap: unknown): Vendor[] | undefined {
  if (!isRecord(moduleToFeedMap)) {
    return undefined;
  }
  let vendors: Vendor[] | undefined;
  for (const key in moduleToFeedMap) {
    const source = moduleToFeedMap[key];
    if (isRecord(source)) {
      vendors ??= [];
      vendors.push({
        vendor_name: isText(source.sourceBrand) ? source.sourceBrand : key,
        reputation: reputationOf(source.score),
        reliability: reliabilityLetter(source.reliability) ?? 'F',
      });
    }
  }
  return vendors;
}
