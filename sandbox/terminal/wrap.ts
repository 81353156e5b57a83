import wrapAnsi from 'wrap-ansi';

/**
 * Breaks painted text into lines of at most `width` columns: at line feeds and blanks, within a word only where it must
 * be. What is indented stays so.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const rest = line.trimStart();
    const indent = line.slice(0, Math.min(line.length - rest.length, Math.floor(width / 2)));
    const lines = wrapAnsi(rest, Math.max(1, width - indent.length), { hard: true }).split('\n');
    return lines.map((part) => (part === '' ? '' : indent + part));
  });
}

/** The longest piece from the beginning that fits into `width` columns; at least one character. */
export function cut(text: string, width: number): string {
  const [first = ''] = wrapAnsi(text, width, { hard: true, wordWrap: false, trim: false }).split('\n');
  return first;
}
