import { isRecord } from './json.ts';

/**
 * The integration's id: the brand under which XSOAR keeps what it said of an indicator. Only for a server whose calling
 * context names none: an administrator may have given the integration another one (`npm run build -- --id`).
 */
export const OWN_BRAND = 'Cortex XDR - IOC Sync';

/** Under which names XSOAR keeps what this instance said of an indicator: as the calling context names them. */
export interface OwnSource {
  brand: string;
  /** Undefined where the server does not name the instance: then every instance of the brand is taken for this one. */
  instance: string | undefined;
}

/**
 * The score that a change in XDR may bring back. One that XDR merely got from XSOAR must not return as this
 * integration's own opinion: where both agree, what this instance said last stands, or 0 where it said nothing.
 *
 * `known` is the XSOAR indicator with that value, or undefined where XSOAR has none: a person made the IOC in XDR.
 */
export function scoreAfterEcho(xdrScore: number, known: unknown, own: OwnSource): number {
  if (!isRecord(known) || score(known.score) !== xdrScore) {
    return xdrScore;
  }
  const sources = isRecord(known.moduleToFeedMap) ? Object.values(known.moduleToFeedMap) : [];
  return score(sources.filter(isRecord).find((source) => isFrom(source, own))?.score);
}

/** Whether an entry of `moduleToFeedMap` is this integration's own. */
export function isFrom(source: Record<string, unknown>, { brand, instance }: OwnSource): boolean {
  return source.sourceBrand === brand && (instance === undefined || source.sourceInstance === instance);
}

function score(value: unknown): number {
  return value === 1 || value === 2 || value === 3 ? value : 0;
}
