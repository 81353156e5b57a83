import { isDeepStrictEqual } from 'node:util';
import { own } from '../../src/indicators/json.ts';
import { mergedComments } from './comments.ts';
import { given, listOf, recordOf } from './loose.ts';
import { letterOf, mergedSources } from './sources.ts';
import { expirationOf } from './store-draft.ts';
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
  score?: number | undefined;
  fields: Readonly<Record<string, unknown>>;
  rawJSON?: Record<string, unknown>;
}

/** The reliability of a field that no source set. */
const LEAST = letterOf(undefined);

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

/** The custom fields and the expiration, and how reliable the source is that set each. */
function mergedFields(fields: Known, known: Known, source: Source): Record<string, unknown> {
  const { expirationdate, ...written } = fieldsTaken(fields, known, source);
  const expiration = expirationOf(expirationdate);
  const set = [...Object.keys(written), ...(expiration === undefined ? [] : ['expirationdate'])];
  const letter = letterOf(source.reliability);
  const isSame = expiration === undefined || isSameTime(expiration, known.expiration);
  return given({
    expiration: isSame ? undefined : expiration,
    CustomFields:
      Object.keys(written).length === 0 ? undefined : { ...recordOf(known.CustomFields), ...written },
    fieldReliability:
      set.length === 0
        ? undefined
        : { ...recordOf(known.fieldReliability), ...Object.fromEntries(set.map((name) => [name, letter])) },
  });
}

/** Of what a source says, what XSOAR takes. */
function fieldsTaken(fields: Known, known: Known, source: Source): Record<string, unknown> {
  const custom = recordOf(known.CustomFields);
  const byHand = listOf(known.manuallyEditedFields);
  const letter = letterOf(source.reliability);
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
  const kept = own(recordOf(known.fieldReliability), name);
  if (typeof kept === 'string') {
    return kept;
  }
  if (current === undefined || current === null || current === '' || current === NO_TIME) {
    return LEAST;
  }
  const letters = Object.entries(recordOf(known.moduleToFeedMap))
    .filter(([instance]) => instance !== source.instance)
    .map(([, entry]) => letterOf(recordOf(entry).reliability));
  return letters.sort()[0] ?? LEAST;
}

/** Tags and multi-selects: what is new comes to what was there. */
function grown(known: unknown, added: unknown): unknown[] {
  const list: unknown[] = Array.isArray(known) ? [...known] : itemsOf(known);
  for (const item of itemsOf(added)) {
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

function isSameTime(expiration: string, known: unknown): boolean {
  return typeof known === 'string' && canonicalTime(expiration) === canonicalTime(known);
}

function textsOf(value: unknown): string[] {
  return itemsOf(value).filter((item) => typeof item === 'string');
}

/** XSOAR keeps fields under names in lower case. */
export function lowerCaseNames(fields: Known): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
}
