import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OUTGOING_FIELDS } from '../indicators/fields.ts';
import { Rejection } from '../indicators/rejection.ts';
import { toIoc } from '../indicators/to-ioc.ts';
import { eachIndicator } from '../xsoar/each-indicator.ts';
import { searchPages } from '../xsoar/search.ts';
import type { Engine } from './engine.ts';
import { activeQuery } from './queries.ts';
import type { Refusals } from './refusals.ts';

/** What a file of indicators holds. */
export interface FileReport {
  /** How many lines were written. */
  written: number;
  refusals: Refusals;
}

/**
 * All indicators of the Sync Query as XDR takes them, one JSON a line, a page's lines at a time; always from the
 * first indicator on, whatever the push cursor says.
 */
export async function* syncFileText(
  engine: Engine,
  report: FileReport,
): AsyncGenerator<string, void, undefined> {
  const rules = await engine.outgoingRules();
  yield* pagesAsText(engine, OUTGOING_FIELDS, (indicator) => {
    const mapped = toIoc(indicator, rules);
    if (mapped instanceof Rejection) {
      report.refusals.add(mapped);
      return '';
    }
    report.written += 1;
    return `${JSON.stringify(mapped)}\n`;
  });
}

/** The values of all indicators of the Sync Query, one a line; a single blank where there are none. */
export async function* keepFileText(
  engine: Engine,
  report: FileReport,
): AsyncGenerator<string, void, undefined> {
  yield* pagesAsText(engine, ['value'], (indicator) => {
    const value = (indicator as { value?: unknown } | null)?.value;
    if (typeof value !== 'string' || value.trim() === '' || /[\r\n]/.test(value)) {
      report.refusals.add({
        value: typeof value === 'string' ? value : '(no value)',
        reason: 'The indicator has no value that fits into a line.',
      });
      return '';
    }
    report.written += 1;
    return `${value}\n`;
  });
  if (report.written === 0) {
    yield ' ';
  }
}

/** Writes a text to disk as it comes; never more than a page of it is in memory. */
export async function writeTextFile(path: string, text: AsyncIterable<string>): Promise<void> {
  await pipeline(Readable.from(text), createWriteStream(path));
}

async function* pagesAsText(
  engine: Engine,
  fields: readonly string[],
  toLine: (indicator: unknown) => string,
): AsyncGenerator<string, void, undefined> {
  const query = activeQuery(engine.config.query);
  for await (const page of searchPages(engine.host, { query, fields })) {
    let text = '';
    await eachIndicator(page, (indicator) => {
      text += toLine(indicator);
    });
    if (text !== '') {
      yield text;
    }
  }
}
