import { isText } from './json.ts';

/** What stands between the texts of several fields, and between those of a list. */
export const SEPARATOR = ', ';

/** The texts in a field's value, which may be a text, a number or a list of them. */
export function textsOf(value: unknown): string[] {
  const texts: string[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    if (isText(item)) {
      texts.push(item.trim());
    } else if (typeof item === 'number') {
      texts.push(String(item));
    }
  }
  return texts;
}

/** The parts of a comma-separated text, without the blanks around them; empty ones do not count. */
export function csvParts(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The comma-separated parts of those texts. */
export function partsOf(value: unknown): string[] {
  return textsOf(value).flatMap(csvParts);
}

/** Two texts as one; an empty one does not count. */
export function join(one: string, other: string): string {
  return one === '' || other === '' ? one + other : `${one}${SEPARATOR}${other}`;
}

/** Whether two lists hold the same texts in the same order. */
export function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}

/** A text without those of its comma-separated parts that begin so. */
export function withoutParts(text: string, beginning: string): string {
  return beginning === ''
    ? text
    : text
        .split(',')
        .filter((one) => !one.trim().startsWith(beginning))
        .join(',');
}

/** A text without another one where that stands whole: between commas, or at an end. The last such place counts. */
export function cutOut(text: string, piece: string): string {
  for (let at = piece === '' ? -1 : text.lastIndexOf(piece); at >= 0; at = before(text, piece, at)) {
    const head = text.slice(0, at).trimEnd();
    const tail = text.slice(at + piece.length).trimStart();
    if ((head === '' || head.endsWith(',')) && (tail === '' || tail.startsWith(','))) {
      return head === '' ? tail.slice(1) : head.slice(0, -1) + tail;
    }
  }
  return text;
}

/** What is left of a joined text begins or ends with a comma where a person took out a part by hand. */
export function withoutOuterCommas(text: string): string {
  let rest = text.trim();
  while (rest.startsWith(',')) {
    rest = rest.slice(1).trimStart();
  }
  while (rest.endsWith(',')) {
    rest = rest.slice(0, -1).trimEnd();
  }
  return rest;
}

/** Where a text stands the last time before a place; -1 where it does not. */
function before(text: string, piece: string, at: number): number {
  return at === 0 ? -1 : text.lastIndexOf(piece, at - 1);
}
