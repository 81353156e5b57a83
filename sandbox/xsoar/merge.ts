import { OWN_BRAND } from '../../src/indicators/echo.ts';
import { isRecord } from '../../src/indicators/json.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import { decidingOpinion } from './opinion.ts';
import type { FeedEntry, IndicatorComment, IndicatorDraft, StoredIndicator } from './stored-indicator.ts';
import { canonicalTime, NO_TIME } from './times.ts';

/** Which instance of the integration creates indicators, and when. */
export interface Source {
  instance: string;
  /** The instance's *Source Reliability*. */
  reliability: string;
  /** RFC 3339. */
  now: string;
}

/**
 * What `createIndicators` makes of an indicator and the one that XSOAR had: the source's entry is written anew, tags are
 * joined, a comment is appended unless it is the last one already, every other field replaces the one that was there.
 */
export function merged(
  given: NewIndicator,
  known: StoredIndicator | undefined,
  source: Source,
): IndicatorDraft {
  const { expirationdate, tags, comments, ...fields } = lowerCaseNames(given.fields);
  const custom = { ...(isRecord(known?.CustomFields) ? known.CustomFields : {}), ...fields };
  const feeds = {
    ...(isRecord(known?.moduleToFeedMap) ? known.moduleToFeedMap : {}),
    [source.instance]: feedEntry(given, source),
  };
  const opinion = decidingOpinion(feeds);
  const expiration = expirationOf(expirationdate);
  return {
    ...known,
    value: known?.value ?? given.value,
    indicator_type: known?.indicator_type ?? given.type,
    score: opinion?.score ?? known?.score ?? 0,
    aggregatedReliability: opinion?.reliability ?? known?.aggregatedReliability ?? source.reliability,
    moduleToFeedMap: feeds,
    sourceBrands: union(known?.sourceBrands, OWN_BRAND),
    sourceInstances: union(known?.sourceInstances, source.instance),
    lastSeen: source.now,
    ...(expiration === undefined ? {} : { expiration }),
    comments: withComments(known?.comments, comments, source.now),
    CustomFields: tags === undefined ? custom : { ...custom, tags: union(custom.tags, tags) },
  };
}

function feedEntry(given: NewIndicator, source: Source): FeedEntry {
  return {
    reliability: source.reliability,
    score: given.score,
    sourceBrand: OWN_BRAND,
    sourceInstance: source.instance,
    value: given.value,
    type: given.type,
    fetchTime: source.now,
    rawJSON: given.rawJSON,
  };
}

/** `Never` is how a person says what the server writes as year 0001. */
function expirationOf(date: unknown): string | undefined {
  if (typeof date !== 'string') {
    return undefined;
  }
  if (date.trim().toLowerCase() === 'never') {
    return NO_TIME;
  }
  return canonicalTime(date) === undefined ? undefined : date;
}

function withComments(known: unknown, given: unknown, created: string): unknown[] {
  const comments: unknown[] = Array.isArray(known) ? [...known] : [];
  for (const content of textsOf(given)) {
    const last: unknown = comments.findLast(
      (item) => isRecord(item) && item.type === 'IndicatorCommentRegular',
    );
    if (!isRecord(last) || last.content !== content) {
      comments.push({
        type: 'IndicatorCommentRegular',
        content,
        created,
        user: OWN_BRAND,
      } satisfies IndicatorComment);
    }
  }
  return comments;
}

function union(known: unknown, given: unknown): string[] {
  return [...new Set([...textsOf(known), ...textsOf(given)])];
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' && item !== '');
}

/** XSOAR keeps fields under names in lower case. */
function lowerCaseNames(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
}
