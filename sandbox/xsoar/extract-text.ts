import { partialExtractIOC, refang } from 'ioc-extractor';
import { classify, type Found, type Reading } from './classify.ts';

/** The library's patterns are for words, not for a line of a megabyte. */
const LONGEST_WORD = 4_096;
/** How many lines tell what a text is. */
const SAMPLE = 300;
const MOSTLY = 0.8;

const COMMENT = /^\s*(?:[#!;]|\/\/)/;
const LATE_COMMENT = /\s+(?:#|;|\/\/).*$/;
const WEB = /(?:https?|ftp):\/\/[^\s"'<>|`]+/gi;
const SEPARATORS = /[",;|<>`'(){}[\]=]+/;
const PUNCTUATION = new Set('"\'`()[]{}<>|*.,;:!?=^#');
const NEXT_TO = /[\w.@-]/;
/** Spellings of defanged forms that the library knows in lower case only. */
const DEFANGED_CASE = /\bhxxps?(?=\W)|(?<=[[({])(?:dot|at)(?=[\])}])/gi;

/** What kind of text this is, judged by its beginning. */
interface Style {
  /** Every line is an entry, and lines with a `#` before them are comments. */
  list: boolean;
  /** The character between the cells of each line. */
  separator: string | undefined;
}

/** Finds indicators in a text of any kind, line by line. */
export function* findInText(text: string): Generator<Found, void, undefined> {
  const style = styleOf(text);
  const reading = style.list ? 'entry' : 'prose';
  for (const line of linesOf(text)) {
    if (style.list && COMMENT.test(line)) {
      continue;
    }
    const content = style.list ? line.replace(LATE_COMMENT, '') : line;
    const cells = style.separator === undefined ? [content] : cellsOf(content, style.separator);
    for (const cell of cells) {
      yield* findInLine(cell, reading);
    }
  }
}

/** Finds indicators in one line. */
export function* findInLine(line: string, reading: Reading): Generator<Found, void, undefined> {
  const plain = refang(line.replace(DEFANGED_CASE, (found) => found.toLowerCase()));
  for (const word of plain.split(/\s+/)) {
    for (let from = 0; from < word.length; from += LONGEST_WORD) {
      yield* findInWord(word.length <= LONGEST_WORD ? word : word.slice(from, from + LONGEST_WORD), reading);
    }
  }
}

function* findInWord(word: string, reading: Reading): Generator<Found, void, undefined> {
  // In prose, what ends a sentence or closes a bracket is no part of an address, though an address may hold it.
  const whole = reading === 'entry' ? classify(word, reading) : undefined;
  const found = whole ?? classify(trimmed(word), reading);
  if (found !== undefined) {
    if (found !== 'nobody') {
      yield found;
    }
    return;
  }
  for (const address of word.match(WEB) ?? []) {
    const inner = classify(trimmed(address), reading);
    if (inner !== undefined && inner !== 'nobody') {
      yield inner;
    }
  }
  for (const part of word.replace(WEB, ' ').split(SEPARATORS)) {
    yield* findInPart(trimmed(part), reading);
  }
}

function* findInPart(part: string, reading: Reading): Generator<Found, void, undefined> {
  const found = classify(part, reading);
  if (found !== undefined) {
    if (found !== 'nobody') {
      yield found;
    }
    return;
  }
  if (part.length < 4 || !/[.:]|[0-9a-f]{32}/i.test(part)) {
    return;
  }
  const kinds = partialExtractIOC(part, ['ipv4s', 'domains', 'md5s', 'sha1s', 'sha256s'], { sort: false });
  for (const value of Object.values(kinds).flat()) {
    const inner = standsAlone(part, value) ? classify(value, reading) : undefined;
    if (inner !== undefined && inner !== 'nobody') {
      // What follows a slash belongs to it: the host of one bad page is not bad as a whole.
      const isPath = part.startsWith(`${value}/`) && part.length > value.length + 1;
      yield isPath && inner.type !== 'File' ? { value: part, type: 'URL' } : inner;
    }
  }
}

/** The library finds `1.1.1.1` in `1.1.1.1.1` too, and `b.com` in `a_b.com`. */
function standsAlone(part: string, value: string): boolean {
  const at = part.indexOf(value);
  const after = part.charAt(at + value.length);
  return at >= 0 && !NEXT_TO.test(part.charAt(at - 1)) && !NEXT_TO.test(after);
}

function trimmed(word: string): string {
  let from = 0;
  let to = word.length;
  while (from < to && PUNCTUATION.has(word.charAt(from))) {
    from += 1;
  }
  while (to > from && PUNCTUATION.has(word.charAt(to - 1))) {
    to -= 1;
  }
  // A closing parenthesis belongs to an address that holds the opening one.
  return word.charAt(to) === ')' && unclosed(word.slice(from, to))
    ? word.slice(from, to + 1)
    : word.slice(from, to);
}

function unclosed(text: string): boolean {
  return text.lastIndexOf('(') > text.lastIndexOf(')');
}

function styleOf(text: string): Style {
  const lines: string[] = [];
  for (const line of linesOf(text)) {
    if (line.trim() !== '' && !COMMENT.test(line)) {
      lines.push(line);
    }
    if (lines.length === SAMPLE) {
      break;
    }
  }
  const entries = lines.filter((line) => isEntry(line));
  const separator =
    lines.length < 2 ? undefined : [',', ';', '\t'].find((candidate) => separates(lines, candidate));
  return { list: lines.length > 0 && entries.length >= lines.length * MOSTLY, separator };
}

/** Nothing but indicators. */
function isEntry(line: string): boolean {
  const words = refang(line.replace(LATE_COMMENT, '')).trim().split(/\s+/);
  return words.every(
    (word) => classify(word, 'entry') !== undefined || classify(trimmed(word), 'entry') !== undefined,
  );
}

/** A table has as many cells in every line. */
function separates(lines: readonly string[], separator: string): boolean {
  const counts = lines.map((line) => cellsOf(line, separator).length);
  const usual = counts[Math.floor(counts.length / 2)] ?? 0;
  return usual > 1 && counts.filter((count) => count === usual).length >= counts.length * MOSTLY;
}

function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) {
    return line.split(separator);
  }
  const cells: string[] = [''];
  let quoted = false;
  for (const part of line.split(/(["\t,;])/)) {
    if (part === '"') {
      quoted = !quoted;
    } else if (part === separator && !quoted) {
      cells.push('');
    } else {
      cells.push((cells.pop() ?? '') + part);
    }
  }
  return cells;
}

/** The lines, one at a time: a list may be of a hundred megabytes. */
function* linesOf(text: string): Generator<string, void, undefined> {
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    yield text.slice(from, text.charAt(to - 1) === '\r' ? to - 1 : to);
    from = to + 1;
  }
}
