import { refang as libraryRefang } from 'ioc-extractor';

/** Spellings of defanged forms that the library knows in lower case only. */
const DEFANGED_CASE = /\bhxxps?(?=\W)|(?<=[[({])(?:dot|at)(?=[\])}])/gi;
/** Forms that it does not know: `[://]` parts, `fxp`, and a scheme whose `x`es stand elsewhere. */
const SCHEME = /^(?:h[tx*]{2}p(s?)|(f)[tx]p)(?:\[?:\]?|\(:\)|\{:\})\/\//i;
const MARKS = /[[({]|hxxp|h\*\*p|fxp|\\\./i;

/** What documents put between characters, and nobody sees. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;

/** A text as it was before somebody made it harmless: `hxxp://a[.]b` is `http://a.b`. */
export function refang(written: string): string {
  const text = written.replace(UNSEEN, '');
  if (!MARKS.test(text)) {
    return text;
  }
  const plain = libraryRefang(text.replace(DEFANGED_CASE, (found) => found.toLowerCase()));
  return plain.replace(SCHEME, (_, secure: string | undefined, ftp: string | undefined) =>
    ftp === undefined ? `http${(secure ?? '').toLowerCase()}://` : 'ftp://',
  );
}
