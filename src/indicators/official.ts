import { isRecord, isText } from './json.ts';

/** The id of the official integration of the same trade, which may be installed beside this one. */
export const OFFICIAL_BRAND = 'Cortex XDR - IOC';

/**
 * When the official integration last gave an indicator a score, in ms since the epoch, XSOAR's time; undefined where it
 * never did, or no time says when. `moduleToFeedMap` keeps what each source said last.
 */
export function officialScoreAt(x: unknown): number | undefined {
  if (!isRecord(x) || !isRecord(x.moduleToFeedMap)) {
    return undefined;
  }
  let newest: number | undefined;
  for (const source of Object.values(x.moduleToFeedMap)) {
    if (isRecord(source) && source.sourceBrand === OFFICIAL_BRAND) {
      for (const text of [source.fetchTime, source.modifiedTime]) {
        const time = isText(text) ? Date.parse(text) : Number.NaN;
        newest = Number.isNaN(time) ? newest : Math.max(time, newest ?? time);
      }
    }
  }
  return newest;
}
