import { Scanner } from '../scanner.ts';
import { ANY, type Glob, ONE } from './glob.ts';
import { QueryError } from './query-error.ts';

const BLANK = /\s*/y;
/** A bare word: until a blank, a parenthesis or a quote; a backslash takes the next character's meaning away. */
const WORD = /(?:\\[\s\S]|[^\s()"\\])+|\\$/y;
/** One end of a range. */
const BOUND = /(?:\\[\s\S]|[^\s()"\\[\]{}])+/y;
const QUOTED = /"(?:\\[\s\S]|[^"\\])*"/y;

/** A value as a query names it. */
export interface QueryValue {
  /** Without quotes and escapes. */
  readonly text: string;
  /** Where a bare value has wildcards: in lower case, with them. */
  readonly glob?: Glob;
  /** Its place in the query. */
  readonly at: number;
}

/** Reads a query a piece at a time. */
export class QueryScanner extends Scanner {
  constructor(query: string) {
    super(query, BLANK);
  }

  /** Takes a value, quoted or bare; undefined where none is next. */
  takeValue(ofRange = false): QueryValue | undefined {
    const at = this.at;
    if (this.next !== '"') {
      const word = this.take(ofRange ? BOUND : WORD);
      return word === undefined ? undefined : bareValue(word, at);
    }
    const quoted = this.take(QUOTED);
    if (quoted === undefined) {
      throw new QueryError(this.text, at, 'quote');
    }
    return { text: quoted.slice(1, -1).replace(/\\(["\\])/g, '$1'), at };
  }
}

function bareValue(word: string, at: number): QueryValue {
  if (!/[*?\\]/.test(word)) {
    return { text: word, at };
  }
  const text = word.replace(/\\([\s\S])/g, '$1');
  const glob = globOf(word);
  return glob.some((unit) => unit < 0) ? { text, glob, at } : { text, at };
}

function globOf(word: string): Glob {
  const glob: number[] = [];
  const lower = word.toLowerCase();
  for (let index = 0; index < lower.length; index += 1) {
    const character = lower.charAt(index);
    if (character === '*') {
      glob.push(ANY);
    } else if (character === '?') {
      glob.push(ONE);
    } else {
      index += character === '\\' && index + 1 < lower.length ? 1 : 0;
      glob.push(lower.charCodeAt(index));
    }
  }
  return glob;
}
