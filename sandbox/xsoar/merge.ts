import { isDeepStrictEqual } from 'node:util';
import { isRecord, NOTHING, own } from '../../src/indicators/json.ts';
import { reliabilityLetter } from '../../src/indicators/reliability.ts';
import { mergedComments } from './comments.ts';
import { decidingOpinion, LEAST } from './opinion.ts';
import { expirationOf } from './store-draft.ts';
import type { FeedEntry } from './stored-indicator.ts';
import { canonicalTime, NO_TIME } from './times.ts';

/** Who brings something about an indicator, and when. */
export interface Source {
  brand: string;
  instance: string;
  /** The instance's *Source Reliability*. */
  reliability: string;
  /** RFC 3339. */
  now: string;
}

/** What a source says of an indicator. */
export interface Said {
  value: string;
  type: string;
  /** Missing: the source says nothing new about it. */
  score?: number;
  fields: Readonly<Record<string, unknown>>;
  rawJSON?: Record<string, unknown>;
}

type Known = Readonly<Record<string, unknown>>;

/** What changes without moving `modified`. */
const SILENT: ReadonlySet<string> = new Set(['moduleToFeedMap', 'lastSeen', 'fieldReliability']);

/**
 * What a source makes of an indicator, key by key; `NOTHING` is one that XSOAR does not hold. The more reliable source
 * decides a field, what a person edited stays, lists only grow, and comments are appended.
 */
export function merged(said: Said, known: Known, source: Source): Record<string, unknown> {
  const { comments, ...fields } = lowerCaseNames(said.fields);
  return {
    ...mergedSources(said, known, source),
    ...mergedFields(fields, known, source),
    comments: mergedComments(known.comments, textsOf(comments), {
      created: source.now,
      user: source.instance,
    }),
    lastSeen: source.now,
  };
}

/** Whether a merge changes an indicator so that its `modified` moves. */
export function moves(patch: Known, known: Known): boolean {
  return Object.entries(patch).some(
    ([key, value]) => !SILENT.has(key) && !isDeepStrictEqual(value, known[key]),
  );
}

/** The source's entry among the sources, and the score that they give together. */
function mergedSources(said: Said, known: Known, source: Source): Record<string, unknown> {
  const feeds = isRecord(known.moduleToFeedMap) ? known.moduleToFeedMap : NOTHING;
  const before = own(feeds, source.instance);
  const score = said.score ?? (isRecord(before) ? before.score : undefined);
  if (typeof score !== 'number') {
    return {};
  }
  const after = { ...feeds, [source.instance]: feedEntry({ ...said, score }, source) };
  return {
    ...(said.score === undefined ? {} : mergedScore(after, known, source)),
    moduleToFeedMap: after,
    sourceBrands: union(known.sourceBrands, source.brand),
    sourceInstances: union(known.sourceInstances, source.instance),
  };
}

function mergedScore(feeds: unknown, known: Known, source: Source): Record<string, unknown> {
  if (known.manualScore === true) {
    return {};
  }
  const opinion = decidingOpinion(feeds);
  return {
    score: opinion?.score ?? known.score ?? 0,
    aggregatedReliability: opinion?.reliability ?? known.aggregatedReliability ?? source.reliability,
  };
}

/** The custom fields and the expiration, and how reliable the source is that set each. */
function mergedFields(fields: Known, known: Known, source: Source): Record<string, unknown> {
  const { expirationdate, ...written } = fieldsTaken(fields, known, source);
  const expiration = expirationOf(expirationdate);
  const custom = isRecord(known.CustomFields) ? known.CustomFields : NOTHING;
  const letter = reliabilityLetter(source.reliability) ?? LEAST;
  const set = [...Object.keys(written), ...(expiration === undefined ? [] : ['expirationdate'])];
  return {
    ...(expiration === undefined || isSameTime(expiration, known.expiration) ? {} : { expiration }),
    ...(Object.keys(written).length === 0 ? {} : { CustomFields: { ...custom, ...written } }),
    ...(set.length === 0
      ? {}
      : {
          fieldReliability: { ...reliabilities(known), ...Object.fromEntries(set.map((n) => [n, letter])) },
        }),
  };
}

/** Of what a source says, what XSOAR takes. */
function fieldsTaken(fields: Known, known: Known, source: Source): Record<string, unknown> {
  const custom = isRecord(known.CustomFields) ? known.CustomFields : NOTHING;
  const byHand: unknown[] = Array.isArray(known.manuallyEditedFields) ? known.manuallyEditedFields : [];
  const letter = reliabilityLetter(source.reliability) ?? LEAST;
  const taken: [string, unknown][] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null || byHand.includes(name)) {
      continue;
    }
    const current = name === 'expirationdate' ? known.expiration : own(custom, name);
    if (name === 'tags' || Array.isArray(current)) {
      taken.push([name, grown(current, value)]);
    } else if (letter <= setBy(name, current, known, source)) {
      taken.push([name, Array.isArray(value) ? grown(undefined, value) : value]);
    }
  }
  return Object.fromEntries(taken);
}

/**
 * The letter of the source that set a field; the least where nobody did. It is kept for what was merged; what was there
 * before came from the best of the other sources.
 */
function setBy(name: string, current: unknown, known: Known, source: Source): string {
  const kept = own(reliabilities(known), name);
  if (typeof kept === 'string') {
    return kept;
  }
  if (current === undefined || current === null || current === '' || current === NO_TIME) {
    return LEAST;
  }
  const letters = Object.entries(isRecord(known.moduleToFeedMap) ? known.moduleToFeedMap : NOTHING)
    .filter(([instance]) => instance !== source.instance)
    .map(([, entry]) => (isRecord(entry) ? reliabilityLetter(entry.reliability) : undefined) ?? LEAST);
  return letters.sort()[0] ?? LEAST;
}

function reliabilities(known: Known): Record<string, unknown> {
  return isRecord(known.fieldReliability) ? known.fieldReliability : NOTHING;
}

/** Tags and multi-selects: what is new comes to what was there. */
function grown(known: unknown, given: unknown): unknown[] {
  const list: unknown[] = Array.isArray(known) ? [...known] : itemsOf(known);
  for (const item of itemsOf(given)) {
    if (!list.some((other) => isDeepStrictEqual(other, item))) {
      list.push(item);
    }
  }
  return list;
}

function itemsOf(value: unknown): unknown[] {
  return (Array.isArray(value) ? value : [value]).filter(
    (item) => item !== undefined && item !== null && item !== '',
  );
}

function feedEntry(said: Said & { score: number }, source: Source): FeedEntry {
  return {
    reliability: source.reliability,
    score: said.score,
    sourceBrand: source.brand,
    sourceInstance: source.instance,
    value: said.value,
    type: said.type,
    fetchTime: source.now,
    rawJSON: said.rawJSON ?? { value: said.value, type: said.type },
  };
}

function isSameTime(expiration: string, known: unknown): boolean {
  return typeof known === 'string' && canonicalTime(expiration) === canonicalTime(known);
}

function union(known: unknown, given: string): string[] {
  return [...new Set([...textsOf(known), given])];
}

function textsOf(value: unknown): string[] {
  return itemsOf(value).filter((item) => typeof item === 'string');
}

/** XSOAR keeps fields under names in lower case. */
export function lowerCaseNames(fields: Known): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
}
