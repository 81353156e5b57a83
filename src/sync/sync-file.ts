import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OUTGOING_FIELDS } from '../indicators/fields.ts';
import type { Ioc } from '../indicators/ioc.ts';
import { Rejection } from '../indicators/rejection.ts';
import { toIoc } from '../indicators/to-ioc.ts';
import { eachIndicator } from '../xsoar/each-indicator.ts';
import { searchPages } from '../xsoar/search.ts';
import { type Engine, sentByOf } from './engine.ts';
import { activeQuery } from './find.ts';
import { rejectedOf } from './memory/refusals.ts';
import type { SyncState } from './memory/state.ts';
import { pullStart } from './pull.ts';
import { expectTime } from './run-limit.ts';

/** What a file of indicators holds. */
export interface FileReport {
  /** How many lines were written. */
  written: number;
}

/**
 * All indicators of the Sync Query as XDR takes them, one JSON a line, a page's lines at a time; always from the
 * first indicator on, whatever the push cursor says.
 * @param onIoc hears of each of them
 */
export async function* syncFileText(
  engine: Engine,
  report: FileReport,
  onIoc: (ioc: Ioc, indicator: unknown) => void = () => undefined,
): AsyncGenerator<string, void, undefined> {
  const rules = await engine.outgoingRules();
  yield* pagesAsText(engine, OUTGOING_FIELDS, (indicator) => {
    const mapped = toIoc(indicator, rules);
    if (mapped instanceof Rejection) {
      engine.report.rejected([rejectedOf(mapped, indicator)]);
      return '';
    }
    report.written += 1;
    onIoc(mapped, indicator);
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
      const named = typeof value === 'string' ? value : '(no value)';
      engine.report.rejected([{ value: named, reason: 'The indicator has no value that fits into a line.' }]);
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
  let read = 0;
  for await (const page of searchPages(engine.host, { query, fields })) {
    if (read > 0) {
      expectTime(engine, () => `The file was not complete after ${read} indicators. XDR was sent nothing.`);
    }
    let text = '';
    await eachIndicator(page, (indicator) => {
      text += toLine(indicator);
    });
    read += page.indicators.length;
    if (text !== '') {
      yield text;
    }
  }
}

/**
 * Begins the push anew at a time; a first sync under way ends with it. XDR's changes are pulled from where they were, or
 * from now on where nothing was pulled yet.
 * @param time `YYYY-MM-DDTHH:MM:SSZ`, in XSOAR's time: what was modified before it is in the file
 * @param more what else is known by then
 */
export async function restartAt(
  engine: Engine,
  time: string,
  more: (state: SyncState) => SyncState = (state) => state,
): Promise<void> {
  const { pullCursor } = await engine.store.read();
  // XDR out of reach must not cost a user the file that was made: then it is the time of this machine.
  const start = pullCursor ?? (await pullStart(engine).catch(() => Math.floor(engine.tenantNow())));
  await engine.store.update((state) => ({
    ...more(state),
    pushStart: time,
    pushCursor: undefined,
    inFirstSync: false,
    pullCursor: state.pullCursor ?? start,
    sentBy: sentByOf(engine.config),
    sentBefore: undefined,
    pushedUntil: Math.max(state.pushedUntil ?? 0, Date.parse(time)),
  }));
}

/** Sets both cursors to one time, by hand: what was modified on either side since then is carried over again. */
export async function setSyncTime(engine: Engine, time: string): Promise<void> {
  await engine.store.update((state) => ({
    ...state,
    pushStart: time,
    pushCursor: undefined,
    inFirstSync: false,
    pullCursor: Date.parse(time),
    workedOut: [],
    sentBy: sentByOf(engine.config),
  }));
}
