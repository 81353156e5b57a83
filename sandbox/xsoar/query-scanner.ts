import { ANY, type Glob, ONE } from './glob.ts';
import type { QueryValue } from './query-clause.ts';
import { QueryError } from './query-error.ts';

const BLANK = /\s*/y;
/** A bare word: until a blank, a parenthesis or a quote; a backslash takes the next character's meaning away. */
const WORD = /(?:\\[\s\S]|[^\s()"\\])+|\\$/y;
/** One end of a range. */
const BOUND = /(?:\\[\s\S]|[^\s()"\\[\]{}])+/y;
/** `https://…` is no field. */
const FIELD = /([A-Za-z_][\w.-]*):(?!\/\/)/y;
const QUOTED = /"(?:\\[\s\S]|[^"\\])*"/y;
const OPERATOR = /(?:and|or|not|&&|\|\|)(?=[\s()"]|$)/iy;

export type Operator = 'AND' | 'OR' | 'NOT';

/** Reads a query from left to right, a piece at a time. */
export class QueryScanner {
  readonly query: string;
  /** What is read next. */
  at = 0;

  constructor(query: string) {
    this.query = query;
    this.blanks();
  }

  get done(): boolean {
    return this.at >= this.query.length;
  }

  /** The character that is next; empty at the end. */
  get next(): string {
    return this.query.charAt(this.at);
  }

  /** Steps over blanks. */
  blanks(): void {
    this.take(BLANK);
  }

  /** Steps over a parenthesis and what is blank after it. */
  skip(): void {
    this.at += 1;
    this.blanks();
  }

  /** Whether a sticky pattern matches here. */
  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.query);
  }

  /** Takes what a sticky pattern matches here; undefined where it matches nothing. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.query);
    if (found === null) {
      return undefined;
    }
    this.at = pattern.lastIndex;
    return found;
  }

  /** `and`, `or` or `not`, when it is next; the place does not move. */
  peekOperator(): Operator | undefined {
    const from = this.at;
    const word = this.take(OPERATOR)?.[0].toUpperCase();
    this.at = from;
    switch (word) {
      case undefined:
        return undefined;
      case '&&':
        return 'AND';
      case '||':
        return 'OR';
      default:
        return word as Operator;
    }
  }

  /** Steps over the operator that is next. */
  takeOperator(): void {
    this.take(OPERATOR);
    this.blanks();
  }

  /** A field's name and its colon, when they are next. */
  takeField(): string | undefined {
    const name = this.take(FIELD)?.[1];
    if (name !== undefined) {
      this.blanks();
    }
    return name;
  }

  /** A value, quoted or bare, and the blanks after it; undefined where none is next. */
  takeValue(ofRange = false): QueryValue | undefined {
    const at = this.at;
    if (this.next === '"') {
      const quoted = this.take(QUOTED)?.[0];
      if (quoted === undefined) {
        throw this.error(
          at,
          'this quote is never closed.',
          'Put a quote at the end of the value, or \\ before one in it.',
        );
      }
      this.blanks();
      return { text: quoted.slice(1, -1).replace(/\\(["\\])/g, '$1'), at };
    }
    const word = this.take(ofRange ? BOUND : WORD)?.[0];
    this.blanks();
    return word === undefined ? undefined : bareValue(word, at);
  }

  error(at: number, problem: string, advice: string): QueryError {
    return new QueryError(this.query, at, problem, advice);
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
