import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { isRecord } from '../indicators/json.ts';
import type { NewIndicator } from '../indicators/new-indicator.ts';
import type { HttpRequest } from '../xdr/http.ts';
import { shorten } from '../xsoar/markdown.ts';
import { counted, number } from './wording.ts';

/** How many examples are kept of each thing. */
const MOST_EXAMPLES = 10;

/** How many there are of something, and the first of them. Hostile text. */
export interface Some {
  count: number;
  examples: string[];
}

/** What was written, or would have been, on both sides: counted, in memory that does not grow. */
export class Ledger {
  /** IOCs that were pushed: by XDR's type, and by severity. */
  readonly byType = new Map<string, number>();
  readonly bySeverity = new Map<string, number>();
  pushed = 0;
  /** Requests that push, and their size in bytes. */
  pushes = 0;
  bytes = 0;
  readonly enabled: Some = none();
  readonly disabled: Some = none();
  readonly deleted: Some = none();
  /** Indicators that were created or changed in XSOAR. */
  readonly toXsoar: Some = none();

  /** Whether there is anything in it. */
  get isEmpty(): boolean {
    return this.pushed + this.changes === 0;
  }

  /** How many changes beside pushes there are. */
  get changes(): number {
    return [this.enabled, this.disabled, this.deleted, this.toXsoar].reduce(
      (sum, { count }) => sum + count,
      0,
    );
  }

  /** A request that changes something in XDR. */
  async note(endpoint: string, { body }: Pick<HttpRequest, 'body'>): Promise<void> {
    if ('path' in body) {
      await this.#noteFile(body.path);
      return;
    }
    const bytes = typeof body.json === 'string' ? Buffer.from(body.json) : Buffer.concat(body.json);
    if (endpoint === 'tim_insert_jsons') {
      this.#notePush(bytes);
    } else {
      const some = { enable_iocs: this.enabled, disable_iocs: this.disabled, delete: this.deleted }[endpoint];
      note(some, valuesIn((JSON.parse(bytes.toString('utf8')) as { request_data: unknown }).request_data));
    }
  }

  /** Indicators that are created or changed in XSOAR. */
  noteCreated(indicators: readonly NewIndicator[]): void {
    note(
      this.toXsoar,
      indicators.map(({ value, fields }) => `${value} (${Object.keys(fields).join(', ')})`),
    );
  }

  #notePush(bytes: Buffer): void {
    const count = addWords(this.byType, bytes, '"type":"');
    addWords(this.bySeverity, bytes, '"severity":"');
    this.pushed += count;
    // An empty push only asks whether XDR is there.
    this.pushes += count > 0 ? 1 : 0;
    this.bytes += bytes.length;
  }

  async #noteFile(path: string): Promise<void> {
    this.pushes += 1;
    this.bytes += (await stat(path)).size;
    for await (const line of createInterface({ input: createReadStream(path) })) {
      this.#noteIoc(JSON.parse(line));
    }
  }

  #noteIoc(ioc: unknown): void {
    if (isRecord(ioc)) {
      this.pushed += 1;
      add(this.byType, String(ioc.type));
      add(this.bySeverity, String(ioc.severity));
    }
  }
}

function none(): Some {
  return { count: 0, examples: [] };
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/**
 * Counts the words behind a key in the JSON of many IOCs, without parsing it: the bodies of a first load are gigabytes.
 * In a text within that JSON each quote has a backslash, so the key is found only where it is one.
 * @returns how many there are
 */
function addWords(counts: Map<string, number>, bytes: Buffer, key: string): number {
  let found = 0;
  for (let at = bytes.indexOf(key); at !== -1; at = bytes.indexOf(key, at)) {
    const start = at + key.length;
    at = bytes.indexOf('"', start);
    add(counts, bytes.toString('latin1', start, at));
    found += 1;
  }
  return found;
}

function note(some: Some | undefined, values: readonly string[]): void {
  if (some !== undefined) {
    some.count += values.length;
    some.examples.push(
      ...values.slice(0, MOST_EXAMPLES - some.examples.length).map((value) => shorten(value)),
    );
  }
}

/** Values as `enable_iocs` names them, or in the filters of `delete`. */
function valuesIn(data: unknown): string[] {
  if (Array.isArray(data)) {
    return data.map(String);
  }
  const filters: unknown[] = isRecord(data) && Array.isArray(data.filters) ? data.filters : [];
  return filters
    .filter(isRecord)
    .flatMap(({ value }) => (Array.isArray(value) ? value.map(String) : [String(value)]));
}

/**
 * The ledger in one line: `pushed 42 IOCs (IP 40, HASH 2) to XDR, changed 3 indicators in XSOAR`.
 * @param wasDone false for what would be done: `push 42 IOCs …`
 */
export function ledgerLine(ledger: Ledger, wasDone: boolean): string {
  const types = [...ledger.byType].map(([type, count]) => `${type} ${number(count)}`).join(', ');
  const part = (verb: string, count: number, what: string, rest: string): string[] =>
    count === 0 ? [] : [`${wasDone ? past(verb) : verb} ${counted(count, what)}${rest}`];
  const parts = [
    ...part('push', ledger.pushed, 'IOC', ` (${types}) to XDR`),
    ...part('enable', ledger.enabled.count, 'IOC', ' in XDR'),
    ...part('disable', ledger.disabled.count, 'IOC', ' in XDR'),
    ...part('delete', ledger.deleted.count, 'IOC', ' in XDR'),
    ...part('change', ledger.toXsoar.count, 'indicator', ' in XSOAR'),
  ];
  return parts.length > 0 ? parts.join(', ') : `${wasDone ? 'changed' : 'change'} nothing`;
}

function past(verb: string): string {
  return verb.endsWith('e') ? `${verb}d` : `${verb}ed`;
}
