const NOT_ONE_COLUMN = /[^\u0020-\u02ff\u2400-\u25ff]/;
const NO_COLUMN = /^[\p{Mn}\p{Me}]$/u;
const TWO_COLUMNS =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

/** How many columns a terminal gives to a text without control characters; near enough for tables to line up. */
export function displayWidth(text: string): number {
  if (!NOT_ONE_COLUMN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columns(character);
  return width;
}

/** The longest piece of `text` that begins at `from` and fits into `width` columns; at least one character. */
export function cut(text: string, width: number, from = 0): string {
  let used = 0;
  let end = from;
  while (end < text.length) {
    const character = String.fromCodePoint(text.codePointAt(end) ?? 0);
    used += columns(character);
    if (used > width && end > from) break;
    end += character.length;
  }
  return text.slice(from, end);
}

function columns(character: string): number {
  if (!NOT_ONE_COLUMN.test(character)) return 1;
  if (NO_COLUMN.test(character)) return 0;
  return TWO_COLUMNS.test(character) ? 2 : 1;
}
