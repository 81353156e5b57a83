/** More than a message ever needs; what stands behind is not looked at. */
const LONGEST_PAGE = 64 * 1024;

/** Characters by the names that a page of tags gives them. */
export const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Whether a text is a page, or another text of tags, and not what XDR's API answers with. */
export function isMarkup(text: string): boolean {
  return /^[\s\ufeff]*</.test(text.slice(0, 1024));
}

/** What a page shows: its title, then its text, in one line. */
export function textOfMarkup(page: string): string {
  const seen = page
    .slice(0, LONGEST_PAGE)
    .replace(/<(script|style|svg)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ');
  const title = lineOf(/<title\b[^>]*>([^<]*)/i.exec(seen)?.[1] ?? '');
  const text = lineOf(seen.replace(/<title\b[^>]*>[^<]*(?:<\/title\s*>)?/i, ' '));
  if (title === '' || text.startsWith(title)) {
    return text;
  }
  return text === '' ? title : `${title}: ${text}`;
}

function lineOf(markup: string): string {
  return markup
    .replace(/<[^<>]*(?:>|$)/g, ' ')
    .replace(/&(#\d{1,6}|[a-z]{2,4});/gi, (whole, name: string) =>
      name.startsWith('#')
        ? String.fromCodePoint(Number(name.slice(1)))
        : (ENTITIES[name.toLowerCase()] ?? whole),
    )
    .replace(/\s+/g, ' ')
    .trim();
}
