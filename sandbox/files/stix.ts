import { isRecord } from '../../src/indicators/json.ts';
import { meanings, words } from '../words.ts';
import { type Items, leaveOut, type Reader, type Said, type Verdict } from './found.ts';
import * as because from './reasons.ts';
import { commentOf, confidenceIn, said, tagsIn, timeIn } from './said.ts';
import { ADDRESSES, readComparison } from './stix-comparison.ts';
import { readMarkings } from './stix-markings.ts';
import { parsePattern } from './stix-pattern.ts';
import { readKind, readTyped } from './typed.ts';

type Json = Record<string, unknown>;

const STIX_ID = /^[a-z0-9-]+--[0-9a-f-]{36}$/i;
/** What STIX calls what an indicator points to; the worst of them is the verdict. */
const VERDICTS = meanings<Verdict>({
  Malicious: 'malicious-activity attribution compromised',
  Suspicious: 'anomalous-activity anonymization',
  Benign: 'benign',
  Unknown: 'unknown',
});
const WORST: readonly Verdict[] = ['Malicious', 'Suspicious', 'Unknown', 'Benign'];
/** The other observations; what is none of them tells of something (a malware, a relation), and is nothing to load. */
const OBSERVATIONS: ReadonlySet<unknown> = words(
  'artifact autonomous-system directory email-message mac-addr mutex network-traffic process software user-account windows-registry-key x509-certificate',
);

/** The reader for a bundle of STIX 2.0 or 2.1, its objects, or an answer of TAXII; undefined for all else. */
export function stixReader(json: unknown): Reader | undefined {
  const objects = objectsIn(json);
  if (objects === undefined) {
    return undefined;
  }
  const version = objects.some(({ spec_version: is }) => is === '2.1') ? ' 2.1' : '';
  return { name: `a STIX${version} bundle`, read: () => readObjects(objects) };
}

function objectsIn(json: unknown): Json[] | undefined {
  if (
    isRecord(json) &&
    Array.isArray(json.objects) &&
    (json.type === 'bundle' || json.objects.some(isStix))
  ) {
    return json.objects.filter(isRecord);
  }
  const items: unknown[] = Array.isArray(json) ? json : [json];
  if (items.length > 0 && items.every((item) => isStix(item) || isBundle(item))) {
    return items.flatMap(
      (item) => objectsIn(isBundle(item) ? item : { type: 'bundle', objects: [item] }) ?? [],
    );
  }
  return undefined;
}

function isBundle(value: unknown): value is Json {
  return isRecord(value) && value.type === 'bundle' && Array.isArray(value.objects);
}

function isStix(value: unknown): value is Json {
  return isRecord(value) && value.type !== 'bundle' && typeof value.id === 'string' && STIX_ID.test(value.id);
}

function* readObjects(objects: readonly Json[]): Items {
  const markings = readMarkings(objects);
  for (const object of objects) {
    if (object.type === 'indicator') {
      yield* readIndicator(object, markings);
    } else if (object.type === 'observed-data' && isRecord(object.objects)) {
      for (const observed of Object.values(object.objects)) {
        yield* readObserved(observed, object);
      }
    } else {
      yield* readObserved(object, object);
    }
  }
}

function* readIndicator(object: Json, markings: (object: Json) => string[]): Items {
  const text = typeof object.pattern === 'string' ? object.pattern : '';
  const language = object.pattern_type ?? 'stix';
  const comparisons = parsePattern(text);
  if (object.revoked === true) {
    yield leaveOut(text, because.REVOKED);
  } else if (language !== 'stix') {
    yield leaveOut(text, `a pattern of another language: ${String(language).slice(0, 40)}`);
  } else if (comparisons === undefined) {
    yield leaveOut(text, because.BAD_PATTERN);
  } else {
    const more = saidOf(object, markings);
    for (const comparison of comparisons) {
      yield* readComparison(comparison, more);
    }
  }
}

function saidOf(object: Json, markings: (object: Json) => string[]): Said {
  const labels = tagsIn(object.labels);
  const types = tagsIn(object.indicator_types);
  // STIX 2.0 says in its labels what 2.1 says in indicator_types.
  const verdicts = (types.length > 0 ? types : labels).flatMap(
    (word) => VERDICTS.get(word.toLowerCase()) ?? [],
  );
  return said({
    verdict: WORST.find((verdict) => verdicts.includes(verdict)),
    confidence: confidenceIn(object.confidence),
    comment: commentOf(object.description, object.name),
    tags: [...labels.filter((label) => !VERDICTS.has(label.toLowerCase())), ...markings(object)],
    firstSeen: timeIn(object.valid_from),
    expiration: timeIn(object.valid_until),
  });
}

/** What was seen is not bad for that: whoever judges it does so with an indicator. */
function* readObserved(observed: unknown, within: Json): Items {
  if (!isRecord(observed)) {
    return;
  }
  const more = said({
    verdict: 'Unknown',
    firstSeen: timeIn(within.first_observed),
    lastSeen: timeIn(within.last_observed),
  });
  const kind = ADDRESSES.get(observed.type);
  if (kind !== undefined) {
    yield readKind(kind, String(observed.value ?? ''), more);
  } else if (isRecord(observed.hashes)) {
    for (const [algorithm, hash] of Object.entries(observed.hashes)) {
      yield* readTyped(algorithm, String(hash), more);
    }
  } else if (observed.type === 'file') {
    yield leaveOut(String(observed.name ?? ''), because.NOT_HASH);
  } else if (OBSERVATIONS.has(observed.type)) {
    yield leaveOut(String(observed.name ?? observed.id ?? ''), because.unknownType(String(observed.type)));
  }
}
