import { partialExtractIOC } from 'ioc-extractor';
import { isMaybeFile } from './file-names.ts';
import { type Item, type Items, isLeftOut, leaveOut, type Reader, type Value } from './found.ts';
import { isBlank, linesOf, piecesOf } from './lines.ts';
import * as because from './reasons.ts';
import { refang } from './refang.ts';
import { address, domain, email, hash, LOCAL, type Read, schemelessUrl, url, withoutPort } from './value.ts';

/** `t.co` */
const SHORTEST = 4;
/** The library's patterns are for words, not for a line of a megabyte. */
const LONGEST_WORD = 4_096;
/** Its patterns take the square of a name's length. No name that exists is longer. */
const LONGEST_NAME = 256;
const SEPARATOR_CODES: ReadonlySet<number> = new Set([...'"\'<>|`{},;'].map((sign) => sign.charCodeAt(0)));
const WEB = /(?:https?|ftps?):\/\/[^\s"'<>|`]+/gi;
const SEPARATORS = /[",;|<>`'(){}[\]=]+/;
const PUNCTUATION = new Set('"\'`()[]{}<>|*.,;:!?=^#');
const NEXT_TO = /[\w.@-]/;
/** A path, a query or a placeholder: names in it are files or parameters. `key=value` alone is none. */
const PATH = /^(?:[\\/]|[a-z]:\\|~\/|\.{1,2}[\\/]|[%$])|\\|[?&][\w.-]{1,100}=|^[\w.-]+\/[^=]*=|\w\(/i;
const MARKUP = /<[^<>]{0,10000}>/g;

/** Reads a text of any kind for what in it can only be an indicator. */
export function proseReader(text: string, isMarkup: boolean): Reader {
  const plain = isMarkup ? text.replace(MARKUP, ' ') : text;
  return {
    name: isMarkup ? 'a page (HTML or XML)' : 'a text',
    *read() {
      for (const line of linesOf(plain)) {
        yield* readProse(line);
      }
    },
  };
}

/** Finds indicators in one line. What only looks like one is left out; all other words are no matter. */
export function* readProse(line: string): Items {
  for (const word of piecesOf(line, isBlank)) {
    if (word.length < SHORTEST) {
      continue;
    }
    yield* word.length <= LONGEST_WORD ? readWord(word) : readLong(word);
  }
}

/** A word that is too long for an indicator may hold some, as a line of a program without blanks does. */
function* readLong(word: string): Items {
  for (const piece of piecesOf(word, isSeparator)) {
    if (piece.length <= LONGEST_WORD) {
      yield* readWord(piece);
    } else {
      yield leaveOut(piece, because.TOO_LONG);
    }
  }
}

function isSeparator(code: number): boolean {
  return SEPARATOR_CODES.has(code);
}

function* readWord(written: string): Items {
  const word = refang(written);
  const isDefanged = word !== written;
  const whole = itemOf(classify(trimmed(word), isDefanged), trimmed(word));
  if (whole !== undefined) {
    yield whole;
    return;
  }
  for (const found of word.match(WEB) ?? []) {
    const inner = itemOf(url(trimmed(found), true), found);
    if (inner !== undefined) {
      yield inner;
    }
  }
  const rest = word.replace(WEB, ' ');
  const inPath = PATH.test(trimmed(rest));
  for (const part of rest.split(SEPARATORS)) {
    yield* readPart(trimmed(part), isDefanged, inPath);
  }
}

function* readPart(part: string, isDefanged: boolean, inPath: boolean): Items {
  if (part.length < SHORTEST) {
    return;
  }
  const whole = itemOf(classify(part, isDefanged), part);
  const found = whole === undefined ? partly(part, isDefanged) : [whole];
  for (const item of found) {
    const isName = !isLeftOut(item) && item.type !== 'File';
    // The host of a page whose address goes on behind a placeholder is not bad as a whole.
    yield isName && (inPath || part.endsWith('/')) ? leaveOut(part, because.IN_PATH) : item;
  }
}

/** What the library finds in a word, and stands alone there. */
function partly(part: string, isDefanged: boolean): Item[] {
  if (part.length > LONGEST_NAME || !/[.:]|[0-9a-f]{32}/i.test(part)) {
    return [];
  }
  const kinds = partialExtractIOC(part, ['ipv4s', 'domains', 'md5s', 'sha1s', 'sha256s'], { sort: false });
  return Object.values(kinds)
    .flat()
    .filter((value) => standsAlone(part, value))
    .flatMap((value) => {
      const item = itemOf(classify(value, isDefanged), value);
      return item === undefined ? [] : [item];
    });
}

function itemOf(read: Read | 'file', text: string): Item | undefined {
  if (read === 'file') {
    return leaveOut(text, because.MAYBE_FILE);
  }
  return read === LOCAL ? leaveOut(text, because.LOCAL) : read;
}

/** What a word is in a text, where only known top-level domains count. */
function classify(word: string, isDefanged: boolean): Read | 'file' {
  if (word.includes('://')) {
    return url(word, true);
  }
  if (word.length < SHORTEST || word.length > LONGEST_WORD) {
    return undefined;
  }
  const sure: Read = hash(word) ?? plainAddress(word) ?? email(word);
  if (sure !== undefined) {
    return sure;
  }
  const name = domain(withoutPort(word), true) ?? schemelessUrl(word, true);
  if (name === LOCAL || name === undefined || isDefanged) {
    return name === LOCAL && !word.includes('.') ? undefined : name;
  }
  return isMaybeFile(hostOf(name)) || isMaybeFile(word) ? 'file' : name;
}

/** In a text, `::` and the like are punctuation, and `12:30:45` is a time. */
function plainAddress(word: string): Read {
  const read = address(word);
  return read === LOCAL && word.startsWith('::') ? undefined : read;
}

function hostOf({ value }: Value): string {
  return value.replace(/[/?#:].*$/s, '');
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
