import type { Columns, Saying } from './columns.ts';
import { type Item, type Items, leaveOut, type Said } from './found.ts';
import * as because from './reasons.ts';
import { refang } from './refang.ts';
import { commentOf, confidenceIn, said, severityIn, tagsIn, timeIn, verdictIn } from './said.ts';
import { readKind, readTyped } from './typed.ts';
import { entry, LOCAL } from './value.ts';

/** The indicators of one row of a table. */
export function* readRow(row: readonly string[], columns: Columns): Items {
  const cell = (at: number | undefined): string => (at === undefined ? '' : (row[at] ?? '').trim());
  const { pair, values } = columns;
  const shown = row.join(' ').trim();
  if (shown === '') {
    return;
  }
  const toIds = columns.said.get('toIds');
  if (toIds !== undefined && !/^(?:1|true|yes)$/i.test(cell(toIds))) {
    yield leaveOut(pair === undefined ? shown : cell(pair.value), because.TO_IDS);
    return;
  }
  const more = saidIn(columns, cell);
  if (pair !== undefined) {
    const text = cell(pair.value);
    const type = cell(pair.type);
    if (text === '') {
      yield leaveOut(shown, because.EMPTY_ROW);
    } else {
      // Whoever leaves a type out, leaves it to the value.
      yield* type === '' ? [readAny(text, more)] : readTyped(type, text, more);
    }
    return;
  }
  let some = false;
  for (const { at, kind } of values) {
    if (cell(at) !== '') {
      some = true;
      yield kind === undefined ? readAny(cell(at), more) : readKind(kind, cell(at), more);
    }
  }
  if (!some) {
    yield leaveOut(shown, because.EMPTY_ROW);
  }
}

const NOTHING_SAID: Said = {};

function saidIn({ said: columns }: Columns, cell: (at: number | undefined) => string): Said {
  if (columns.size === 0) {
    return NOTHING_SAID;
  }
  const text = (what: Saying): string => cell(columns.get(what));
  const tlp = text('tlp').slice(0, 50).replace(/^tlp:/i, '').toLowerCase();
  return said({
    verdict: verdictIn(text('verdict')),
    severity: severityIn(text('severity')),
    confidence: confidenceIn(text('confidence')),
    comment: commentOf(text('comment')),
    tags: [...tagsIn(text('tags')), ...(tlp === '' ? [] : [`tlp:${tlp}`])],
    expiration: timeIn(text('expiration')),
    firstSeen: timeIn(text('firstSeen')),
    lastSeen: timeIn(text('lastSeen')),
  });
}

/** Reads a value whose type nobody names. */
export function readAny(text: string, more: Said = {}): Item {
  const read = entry(refang(text).trim());
  if (read === LOCAL) {
    return leaveOut(text, because.LOCAL);
  }
  return read === undefined ? leaveOut(text, because.NO_INDICATOR) : { ...read, ...more };
}
