import { isRecord } from './json.ts';

/** The brand under which XSOAR keeps what this integration said of an indicator. */
export const OWN_BRAND = 'Cortex XDR - IOC';

/**
 * The score that a change in XDR may bring back. One that XDR merely got from XSOAR must not return as this
 * integration's own opinion: where both agree, what this integration said last stands, or 0 where it said nothing.
 *
 * `known` is the XSOAR indicator with that value, or undefined where XSOAR has none: a person made the IOC in XDR.
 */
export function scoreAfterEcho(xdrScore: number, known: unknown): number {
  if (!isRecord(known) || score(known.score) !== xdrScore) {
    return xdrScore;
  }
  const sources = isRecord(known.moduleToFeedMap) ? Object.values(known.moduleToFeedMap) : [];
  for (const source of sources) {
    if (isRecord(source) && source.sourceBrand === OWN_BRAND) {
      return score(source.score);
    }
  }
  return 0;
}

function score(value: unknown): number {
  return value === 1 || value === 2 || value === 3 ? value : 0;
}
