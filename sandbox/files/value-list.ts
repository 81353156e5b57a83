import { type Item, type Items, isLeftOut, leaveOut, type Reader } from './found.ts';
import { type Kind, kindOf } from './kinds.ts';
import { entryLinesOf, sampleOf } from './lines.ts';
import { readProse } from './prose.ts';
import * as because from './reasons.ts';
import { readAny } from './row.ts';
import { commentOf, said } from './said.ts';
import { readKind } from './typed.ts';

const REMARK = /\s(?:#|;|\/\/)\s*(.*)$/;
const MOSTLY = 0.8;
/** A longer line is no list of values. */
const LONGEST = 100_000;

/** The reader for one value a line, or some of them with blanks between; undefined for all else. */
export function valueListReader(text: string): Reader | undefined {
  const sample = sampleOf(text);
  const kind = sample.length > 1 ? kindOf(sample[0]?.trim() ?? '') : undefined;
  const lines = kind === undefined ? sample : sample.slice(1);
  const good = lines.filter((line) => isEntryLine(line, kind));
  return lines.length > 0 && good.length >= lines.length * MOSTLY
    ? { name: 'a list, one value a line', read: () => readList(text, kind) }
    : undefined;
}

function* readList(text: string, kind: Kind | undefined): Items {
  const lines = entryLinesOf(text);
  if (kind !== undefined) {
    // The first line names the kind of the others.
    lines.next();
  }
  for (const line of lines) {
    yield* readLine(line, kind);
  }
}

function isEntryLine(line: string, kind: Kind | undefined): boolean {
  return entriesOf(line, kind).every((item) => !isLeftOut(item) || item.reason === because.LOCAL);
}

function readLine(line: string, kind: Kind | undefined): Item[] {
  const items = entriesOf(line, kind);
  return kind === undefined && items.some((item) => isLeftOut(item) && item.reason === because.NO_INDICATOR)
    ? inProse(line)
    : items;
}

/** One value, whatever is in it; else those that blanks or commas separate. What stands behind a `#` is a comment. */
function entriesOf(line: string, kind: Kind | undefined): Item[] {
  if (line.length > LONGEST) {
    return [leaveOut(line, because.TOO_LONG)];
  }
  const text = line.replace(REMARK, '').trim();
  const more = said({ comment: commentOf(REMARK.exec(line)?.[1]) });
  if (kind !== undefined) {
    return [readKind(kind, text, more)];
  }
  const whole = readAny(unquoted(text), more);
  if (!isLeftOut(whole) || whole.reason !== because.NO_INDICATOR) {
    return [whole];
  }
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const items = words.map((word) => readAny(unquoted(word), more));
  return words.length > 1 && items.every((item) => !isLeftOut(item) || item.reason === because.LOCAL)
    ? items
    : [leaveOut(line, because.NO_INDICATOR)];
}

/** A line that is more than a list's. */
function inProse(line: string): Item[] {
  const items = [...readProse(line)];
  return items.length > 0 ? items : [leaveOut(line, because.NO_INDICATOR)];
}

function unquoted(text: string): string {
  return /^(["'<`]).*["'>`]$/.test(text) && text.length > 2 ? text.slice(1, -1) : text;
}
