/** Characters that mean something in Markdown or HTML. */
const SPECIAL = /[\\`*_{}[\]<>#|~!&@]/g;

/** Control characters, and those that turn the reading direction or hide text. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be made visible
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** The longest foreign text that an entry shows; the rest is cut off. */
export const LONGEST_TEXT = 500;

/** The longest value that a context or the state keeps, in characters: longer than any address that browsers take. */
export const LONGEST_VALUE = 2_100;

/** A foreign text as Markdown that shows it and does nothing else: no markup, no links, no line breaks. */
export function escapeMarkdown(text: string): string {
  return escaped(legible(text));
}

/** What XDR said, and what was said around it, fits into a line. */
const LONGEST_LINE = 2_000;

/** A message of several lines as Markdown, with room for what it quotes. */
export function escapeMessage(text: string): string {
  return text
    .split('\n')
    .map((line) => escaped(shorten(visible(shorten(line, LONGEST_LINE)), 1.5 * LONGEST_LINE)))
    .join('\n\n');
}

function escaped(text: string): string {
  return text
    .replace(SPECIAL, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`);
}

/** A foreign text of bounded length in which nothing is hidden. */
export function legible(text: string): string {
  return shorten(visible(shorten(text)), 1.5 * LONGEST_TEXT);
}

/** A text of bounded length. */
export function shorten(text: string, longest = LONGEST_TEXT): string {
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}

/** Control and direction characters by their code point, so that nobody is deceived by them. */
export function visible(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => `(U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')})`,
  );
}

/** A Markdown table; every cell is foreign text and is escaped. */
export function markdownTable(
  title: string,
  headers: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `### ${title}`,
    '',
    line(headers),
    line(headers.map(() => '---')),
    ...rows.map((row) => line(row.map(escapeMarkdown))),
  ].join('\n');
}
