import { type Item, type Items, leaveOut, type Reader } from './found.ts';
import { entryLinesOf, sampleOf } from './lines.ts';
import * as because from './reasons.ts';

/** A kind of list, of which each line says something by itself. */
export interface LineList {
  name: string;
  /** Whether a line can only be of this kind of list. */
  isLine(line: string): boolean;
  /** What a line says; `undefined`: nothing that this kind of list knows. */
  readLine(line: string): readonly Item[] | undefined;
}

const MOSTLY = 0.6;
const LONGEST = 100_000;

/** The reader for a text whose lines are mostly of one kind of list; undefined for all else. */
export function lineListReader(text: string, lists: readonly LineList[]): Reader | undefined {
  const sample = sampleOf(text);
  const list = lists.find(
    ({ isLine }) => sample.length > 0 && sample.filter(isLine).length >= sample.length * MOSTLY,
  );
  return list === undefined ? undefined : { name: list.name, read: () => readLines(text, list) };
}

function* readLines(text: string, { readLine }: LineList): Items {
  for (const line of entryLinesOf(text)) {
    yield* line.length > LONGEST
      ? [leaveOut(line, because.TOO_LONG)]
      : (readLine(line) ?? [leaveOut(line, because.NO_INDICATOR)]);
  }
}
