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
  return COMMENT.test(line);
}

/** The first lines with something in them, without the remarks. */
export function sampleOf(text: string): string[] {
  const lines: string[] = [];
  for (const line of linesOf(text)) {
    if (line.trim() !== '' && !isComment(line)) {
      lines.push(line.slice(0, LONGEST));
    }
    if (lines.length === SAMPLE) {
      break;
    }
  }
  return lines;
}
