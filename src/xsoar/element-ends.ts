const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Where an element of a list of JSON ends: at its comma, the last one at the list's bracket; undefined where the list
 * has no end.
 * @param start where the element begins, or blanks before it
 */
export function endOfElement(bytes: Buffer, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
    } else if (byte === COMMA && depth === 0) {
      return at;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (depth === 0) {
        return at;
      }
      depth -= 1;
    }
  }
  return undefined;
}

/** Where the string that begins here has its closing quote. In UTF-8, no part of another character looks like one. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) {
    at += bytes[at] === BACKSLASH ? 2 : 1;
  }
  return at;
}

/** The elements of a list: how many there are, where the last one begins, and where the list's bracket is. */
export interface Elements {
  count: number;
  last: number;
  end: number;
}

/** Counts the elements of a list; undefined where it has no end. A blank list has one. */
export function elementsOf(bytes: Buffer, start: number): Elements | undefined {
  let last = start;
  let end = endOfElement(bytes, start);
  for (let count = 1; end !== undefined; count += 1) {
    if (bytes[end] !== COMMA) {
      return { count, last, end };
    }
    last = end + 1;
    end = endOfElement(bytes, last);
  }
  return undefined;
}
