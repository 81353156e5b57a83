import { isRecord } from '../../src/indicators/json.ts';
import { classify, type Found } from './classify.ts';
import { findInLine, findInText } from './extract-text.ts';

/** Keys whose text names an indicator, whatever its top-level domain. */
const NAMES = /domain|host|fqdn|dns|ioc|indicator|value/i;
const STIX_ID = /^[a-z0-9-]+--[0-9a-f-]{36}$/i;
const ADDRESSES: ReadonlySet<unknown> = new Set([
  'ipv4-addr',
  'ipv6-addr',
  'domain-name',
  'url',
  'email-addr',
]);
/** `object:path = 'x'` and `object:path IN ('x', 'y')`. */
const COMPARISON =
  /[a-z0-9-]+:((?:[\w-]+|'[^']*')(?:\.(?:[\w-]+|'[^']*'))*)\s*(?:=|\bIN\b)\s*(\((?:[^')]|'(?:\\.|[^'\\])*')*\)|'(?:\\.|[^'\\])*')/g;
const LITERAL = /'((?:\\.|[^'\\])*)'/g;

/**
 * Finds indicators in parsed JSON: of a STIX object what its pattern or value names (not its references or its
 * description), of everything else all texts.
 */
export function* findInJson(json: unknown): Generator<Found, void, undefined> {
  const waiting: [key: string, value: unknown][] = [['', json]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [key, value] = next;
    if (typeof value === 'string') {
      yield* findInString(key, value);
    } else if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
      // A list of texts is read as a list in a file is.
      yield* NAMES.test(key)
        ? value.flatMap((item) => [...findInString(key, item)])
        : findInText(value.join('\n'));
    } else if (Array.isArray(value)) {
      pushAll(
        waiting,
        value.map((item: unknown) => [key, item]),
      );
    } else if (isStix(value)) {
      yield* findInStix(value);
    } else if (isRecord(value)) {
      pushAll(waiting, Object.entries(value));
    }
  }
}

/** So that they are taken out in their order. */
function pushAll(waiting: [string, unknown][], entries: readonly [string, unknown][]): void {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry !== undefined) {
      waiting.push(entry);
    }
  }
}

function* findInString(key: string, text: string): Generator<Found, void, undefined> {
  for (const line of text.split('\n')) {
    yield* findInLine(line, NAMES.test(key) ? 'entry' : 'prose');
  }
}

function isStix(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && value.type !== 'bundle' && typeof value.id === 'string' && STIX_ID.test(value.id);
}

function* findInStix(object: Record<string, unknown>): Generator<Found, void, undefined> {
  if (object.type === 'observed-data' && isRecord(object.objects)) {
    for (const observed of Object.values(object.objects)) {
      if (isRecord(observed)) {
        yield* findInObservable(observed);
      }
    }
  } else if (typeof object.pattern === 'string') {
    for (const [, path = '', values = ''] of object.pattern.matchAll(COMPARISON)) {
      if (/(?:^|\.)value$|^hashes\./.test(path)) {
        for (const [, literal = ''] of values.matchAll(LITERAL)) {
          yield* named(literal.replace(/\\(.)/g, '$1'));
        }
      }
    }
  } else {
    yield* findInObservable(object);
  }
}

function* findInObservable(object: Record<string, unknown>): Generator<Found, void, undefined> {
  if (ADDRESSES.has(object.type)) {
    yield* named(object.value);
  } else if (object.type === 'file' && isRecord(object.hashes)) {
    for (const hash of Object.values(object.hashes)) {
      yield* named(hash);
    }
  }
}

function* named(value: unknown): Generator<Found, void, undefined> {
  const found = typeof value === 'string' ? classify(value, 'entry') : undefined;
  if (found !== undefined && found !== 'nobody') {
    yield found;
  }
}
