import stringWidth from 'string-width';

/** The longest piece of `text` that begins at `from` and fits into `width` columns; at least one character. */
export function cut(text: string, width: number, from = 0): string {
  let used = 0;
  let end = from;
  // What a person sees as one character may be several; a piece of it has no width of its own.
  for (const { segment } of new Intl.Segmenter().segment(
    text.slice(from, from + MOST_PER_COLUMN * (width + 1)),
  )) {
    used += stringWidth(segment);
    if (used > width && end > from) break;
    end += segment.length;
  }
  return text.slice(from, end);
}

/** Characters without a width can stand in one column without an end; so many are looked at. */
const MOST_PER_COLUMN = 8;
