import { Scanner } from '../scanner.ts';

/** One comparison of a STIX pattern, such as `domain-name:value = 'a.example'`. */
export interface Comparison {
  /** As written, without quotes: `file:hashes.SHA-256`. */
  path: string;
  /** In capitals: `=`, `IN`, `LIKE`, … ; `EXISTS` has no values. */
  operator: string;
  negated: boolean;
  /** Texts without their quotes; numbers, times and booleans as they are written. */
  values: string[];
}

/** A pattern is longer than this only by mistake. */
const LONGEST = 100_000;
const BLANK = /(?:\s+|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|\/\/[^\r\n]*)*/y;
const TEXT = /'((?:[^'\\]|\\[\s\S])*)'/y;
const PATH =
  /[a-zA-Z][a-zA-Z0-9-]*:(?:[\w-]+|'(?:[^'\\]|\\[\s\S])*'|"[^"]*")(?:\[(?:\d+|\*)\]|\.(?:[\w-]+|'(?:[^'\\]|\\[\s\S])*'|"[^"]*"))*/y;
const OPERATOR = /==|!=|<>|<=|>=|=|<|>|(?:IN|LIKE|MATCHES|ISSUBSET|ISSUPERSET)\b/iy;
const LITERAL = /(?:[tbh]?'(?:[^'\\]|\\[\s\S])*'|[+-]?\d+(?:\.\d+)?|true\b|false\b)/iy;
const SIGNS = { '[': /\[/y, ']': /\]/y, '(': /\(/y, ')': /\)/y, ',': /,/y };
const NOT = /NOT\b/iy;
const EXISTS = /EXISTS\b/iy;
const JOIN = /(?:AND|OR)\b/iy;
const FOLLOWED = /(?:AND|OR|FOLLOWEDBY)\b/iy;
const QUALIFIER =
  /(?:WITHIN\s+\d+(?:\.\d+)?\s+SECONDS|REPEATS\s+\d+\s+TIMES|START\s+t?'[^']*'\s+STOP\s+t?'[^']*')(?=[\s)]|$)/iy;

/** Reads a pattern by STIX's grammar; undefined where it does not follow it. */
export function parsePattern(pattern: string): Comparison[] | undefined {
  if (pattern.length > LONGEST) {
    return undefined;
  }
  const parser = new PatternParser(pattern);
  return parser.run() ? parser.comparisons : undefined;
}

/** Who waits for its closing bracket: an observation `[`, or a `(` around comparisons or around observations. */
type Open = '[' | '(' | '((';

/** Goes from left to right, and keeps what is open in a list: no pattern is too deep for it. */
class PatternParser {
  readonly comparisons: Comparison[] = [];
  readonly #scanner: Scanner;
  readonly #open: Open[] = [];
  /** How often what is open is negated: `NOT (…)` turns all in it round. */
  readonly #negations: boolean[] = [];

  constructor(text: string) {
    this.#scanner = new Scanner(text, BLANK);
  }

  run(): boolean {
    for (;;) {
      if (!this.#operand() || !this.#closings()) {
        return false;
      }
      if (this.#open.length === 0 && this.#scanner.done) {
        return true;
      }
      if (this.#take(this.#inObservation ? JOIN : FOLLOWED) === undefined) {
        return false;
      }
    }
  }

  get #inObservation(): boolean {
    return this.#open.at(-1) === '[' || this.#open.at(-1) === '(';
  }

  /** Opens what is before it, then reads a comparison. */
  #operand(): boolean {
    for (;;) {
      if (!this.#inObservation) {
        if (this.#sign('(')) {
          this.#push('((', false);
        } else if (this.#sign('[')) {
          this.#push('[', false);
        } else {
          return false;
        }
        continue;
      }
      const negated = this.#take(NOT) !== undefined;
      if (!this.#sign('(')) {
        return this.#comparison(negated);
      }
      this.#push('(', negated);
    }
  }

  #comparison(before: boolean): boolean {
    const outer = this.#negations.at(-1) ?? false;
    if (this.#take(EXISTS) !== undefined) {
      const path = this.#take(PATH);
      this.#add(path, 'EXISTS', before !== outer, []);
      return path !== undefined;
    }
    const path = this.#take(PATH);
    const inner = this.#take(NOT) !== undefined;
    const operator = this.#take(OPERATOR)?.toUpperCase();
    const values = operator === 'IN' ? this.#set() : this.#value();
    if (path === undefined || operator === undefined || values === undefined) {
      return false;
    }
    const unequal = operator === '!=' || operator === '<>';
    const negations = [before, outer, inner, unequal].filter((is) => is).length;
    this.#add(path, unequal || operator === '==' ? '=' : operator, negations % 2 === 1, values);
    return true;
  }

  #add(path = '', operator: string, negated: boolean, values: string[]): void {
    this.comparisons.push({ path: path.replace(/['"]/g, ''), operator, negated, values });
  }

  #set(): string[] | undefined {
    const values: string[] = [];
    if (!this.#sign('(')) {
      return undefined;
    }
    do {
      const value = this.#value();
      if (value === undefined) {
        return undefined;
      }
      values.push(...value);
    } while (this.#sign(','));
    return this.#sign(')') ? values : undefined;
  }

  #value(): string[] | undefined {
    const literal = this.#take(LITERAL);
    if (literal === undefined) {
      return undefined;
    }
    TEXT.lastIndex = 0;
    const text = TEXT.exec(literal)?.[1];
    // Only quotes and backslashes need the backslash; many writers forget it before those of a path.
    return [text === undefined ? literal : text.replace(/\\(['\\])/g, '$1')];
  }

  /** Closes what ends here. */
  #closings(): boolean {
    for (;;) {
      const innermost = this.#open.at(-1);
      if (innermost === undefined || !this.#sign(innermost === '[' ? ']' : ')')) {
        return true;
      }
      this.#open.pop();
      this.#negations.pop();
      while (!this.#inObservation && this.#take(QUALIFIER) !== undefined) {
        // Within which time it must be seen, and how often, says nothing of the value.
      }
    }
  }

  #push(open: Open, negated: boolean): void {
    this.#open.push(open);
    this.#negations.push((this.#negations.at(-1) ?? false) !== negated);
  }

  #sign(sign: keyof typeof SIGNS): boolean {
    return this.#take(SIGNS[sign]) !== undefined;
  }

  #take(pattern: RegExp): string | undefined {
    return this.#scanner.take(pattern);
  }
}
