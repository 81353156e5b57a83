const COMMENT = /^\s*(?:[#!;]|\/\/)/;
/** How many lines tell what a text is. */
const SAMPLE = 300;
/** How long a line is looked at for that. */
const LONGEST = 10_000;

/** The lines of a text, one at a time: a list may be of a hundred megabytes. */
export function* linesOf(text: string): Generator<string, void, undefined> {
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    yield text.slice(from, text.charAt(to - 1) === '\r' ? to - 1 : to);
    from = to + 1;
  }
}

/** Whether a line of a list is a remark. */
export function isComment(line: string): boolean {
  return COMMENT.test(line.slice(0, LONGEST));
}

/** The lines of a list: those with something in them, without the remarks. */
export function* entryLinesOf(text: string): Generator<string, void, undefined> {
  for (const line of linesOf(text)) {
    if (line.trim() !== '' && !isComment(line)) {
      yield line;
    }
  }
}

/** The first lines of a list. */
export function sampleOf(text: string): string[] {
  const lines: string[] = [];
  for (const line of entryLinesOf(text)) {
    lines.push(line.slice(0, LONGEST));
    if (lines.length === SAMPLE) {
      break;
    }
  }
  return lines;
}

/**
 * The pieces of a text between characters of some kind, one at a time. By hand: a pattern that takes a word of a hundred
 * megabytes runs out of stack.
 */
export function* piecesOf(
  text: string,
  isBetween: (code: number) => boolean,
): Generator<string, void, undefined> {
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at === text.length || isBetween(text.charCodeAt(at))) {
      if (at > from) {
        yield text.slice(from, at);
      }
      from = at + 1;
    }
  }
}

/** Blanks of all kinds, and control characters. */
export function isBlank(code: number): boolean {
  return code <= 0x20 || code === 0x7f || (code >= 0x80 && /[\s\x80-\x9f]/.test(String.fromCharCode(code)));
}
