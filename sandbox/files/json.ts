import { messageOf } from '../../src/errors.ts';
import { isRecord } from '../../src/indicators/json.ts';
import { columnsOf, isReference } from './columns.ts';
import { type Items, leaveOut, type Reader } from './found.ts';
import { kindOf } from './kinds.ts';
import { linesOf } from './lines.ts';
import { mispReader } from './misp.ts';
import { readProse } from './prose.ts';
import * as because from './reasons.ts';
import { readAny, readRow } from './row.ts';
import { stixReader } from './stix.ts';
import { readKind } from './typed.ts';

/** What can be nothing but the beginning of JSON. */
const BEGUN = /^\s*(?:\{\s*"|\[\s*[{"])/;

/** The reader for JSON, or for a value of JSON a line; undefined for what is none. */
export function jsonReader(text: string): Reader | undefined {
  const start = text.slice(0, 1_000).trimStart().charAt(0);
  if (start !== '{' && start !== '[') {
    return undefined;
  }
  const json = parsed(text) ?? parsedLines(text);
  if (json === undefined) {
    // Read as a text, its references and its file names would become indicators.
    return BEGUN.test(text.slice(0, 1_000))
      ? { name: `damaged JSON (${problemOf(text)})`, read: () => [] }
      : undefined;
  }
  return mispReader(json) ?? stixReader(json) ?? { name: 'JSON', read: () => readJson(json) };
}

function problemOf(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return messageOf(error).replace(/\s+/g, ' ').slice(0, 100);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsedLines(text: string): unknown[] | undefined {
  const values: unknown[] = [];
  for (const line of linesOf(text)) {
    const value = line.trim() === '' ? undefined : parsed(line);
    if (value === undefined && line.trim() !== '') {
      return undefined;
    }
    values.push(value);
  }
  return values;
}

/** What waits to be read: a value, and the key that it has. */
type Waiting = [key: string, value: unknown];

/** Goes through it without calling itself: JSON can be deeper than any stack. */
function* readJson(json: unknown): Items {
  const waiting: Waiting[] = [['', json]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [key, value] = next;
    if (typeof value === 'string') {
      yield* readText(key, value);
    } else if (Array.isArray(value)) {
      // A list of texts is read as a list in a file is: if most are indicators, all of them name one.
      const texts = value.every((item) => typeof item === 'string') ? value : undefined;
      if (
        texts !== undefined &&
        texts.length > 0 &&
        kindOf(key) === undefined &&
        !isReference(key) &&
        texts.every(isEntry)
      ) {
        yield* texts.map((text) => readAny(text));
      } else {
        pushAll(
          waiting,
          value.map((item: unknown): Waiting => [key, item]),
        );
      }
    } else if (isRecord(value)) {
      yield* readObject(value, waiting);
    }
  }
}

/** An object is read as the row of a table, its keys as the names of the columns; then what is within it. */
function* readObject(object: Record<string, unknown>, waiting: Waiting[]): Items {
  const entries = Object.entries(object);
  const names = entries.map(([key]) => key);
  const cells = entries.map(([, value]) => cellOf(value));
  const columns = columnsOf(names, [cells], false);
  if (columns !== undefined) {
    yield* readRow(cells, columns);
  }
  const read = new Set<number>([
    ...(columns?.values.map(({ at }) => at) ?? []),
    ...(columns?.pair === undefined ? [] : [columns.pair.type, columns.pair.value]),
    ...(columns?.said.values() ?? []),
  ]);
  pushAll(
    waiting,
    entries.filter(([, value], at) => !read.has(at) || (typeof value === 'object' && cells[at] === '')),
  );
}

function cellOf(value: unknown): string {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'string') && value.length <= 100 ? value.join(',') : '';
  }
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

function* readText(key: string, text: string): Items {
  const kind = kindOf(key);
  if (isReference(key)) {
    yield leaveOut(text, because.REFERENCE);
  } else if (kind !== undefined) {
    yield readKind(kind, text);
  } else {
    for (const line of linesOf(text)) {
      yield* readProse(line);
    }
  }
}

function isEntry(text: string): boolean {
  return !('reason' in readAny(text));
}

/** So that they are taken out in their order. */
function pushAll(waiting: Waiting[], entries: readonly Waiting[]): void {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry !== undefined) {
      waiting.push(entry);
    }
  }
}
