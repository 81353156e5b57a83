import type { Clause, Comparison, QueryValue } from './query-clause.ts';
import { QueryScanner } from './query-scanner.ts';

/** How deep parentheses may stand in each other: what reads and runs the query goes as deep into its own stack. */
const DEEPEST = 200;

const COMPARISON = /(>=|<=|>|<)\s*/y;
const NEGATION = /[-!](?=[^\s)])/y;
const REQUIRED = /\+(?=[^\s)])/y;
const WITHOUT_VALUE = 'Write field:value; put quotes around a value that is and, or, not, or has blanks.';

/** A query in the form that a Lucene parser reads without doubt. */
export interface Tokens {
  /** Each clause is its number in quotes, between them are AND, OR, NOT and parentheses. */
  readonly text: string;
  readonly clauses: readonly Clause[];
  /** The place in the query of a place in `text`. */
  origin(offset: number): number;
}

/**
 * XSOAR's query language is not quite Lucene's: operators in any case, bare dates with colons, values side by side that
 * mean any of them. This pass reads the clauses, says every operator aloud, and leaves their precedence and nesting to
 * the parser.
 * @throws QueryError that points at the place
 */
export function tokenise(query: string): Tokens {
  return new Tokeniser(query).run();
}

interface Group {
  readonly at: number;
  /** The field whose values these are. */
  readonly field: string | undefined;
}

class Tokeniser {
  readonly #scanner: QueryScanner;
  readonly #groups: Group[] = [];
  readonly #clauses: Clause[] = [];
  readonly #places: [offset: number, at: number][] = [];
  #text = '';
  /** The operator that waits for what it applies to, and where it is. */
  #waiting: { word: string; at: number } | undefined;
  /** Whether what comes next is a first operand: nothing, an operator or a parenthesis is before it. */
  #first = true;
  #negated = false;

  constructor(query: string) {
    this.#scanner = new QueryScanner(query);
  }

  run(): Tokens {
    while (!this.#scanner.done) {
      this.#step();
    }
    this.#noneWaiting();
    const open = this.#groups.at(-1);
    if (open !== undefined) {
      throw this.#scanner.error(open.at, 'this parenthesis is never closed.', 'Add the closing one.');
    }
    const places = this.#places;
    return {
      text: this.#text,
      clauses: this.#clauses,
      origin: (offset) => places.findLast(([from]) => from <= offset)?.[1] ?? 0,
    };
  }

  get #field(): string | undefined {
    return this.#groups.at(-1)?.field;
  }

  #step(): void {
    const scanner = this.#scanner;
    const { at } = scanner;
    const operator = scanner.peekOperator();
    if (operator !== undefined) {
      scanner.takeOperator();
      this.#operator(operator, at);
    } else if (scanner.take(NEGATION) !== undefined) {
      this.#operator('NOT', at);
    } else if (scanner.next === '(') {
      this.#open(this.#field);
    } else if (scanner.next === ')') {
      this.#close();
    } else {
      scanner.take(REQUIRED);
      this.#clause();
    }
  }

  #operator(word: 'AND' | 'OR' | 'NOT', at: number): void {
    if (word === 'NOT') {
      this.#juxtaposed(at, true);
      this.#negated = !this.#negated;
    } else {
      if (this.#first) {
        throw this.#scanner.error(
          at,
          `nothing is before this ${word.toLowerCase()}.`,
          'Write a clause on both sides of it.',
        );
      }
      this.#emit(` ${word} `, at);
    }
    this.#first = true;
    this.#waiting = { word: word.toLowerCase(), at };
  }

  #open(field: string | undefined): void {
    const { at } = this.#scanner;
    if (this.#groups.length >= DEEPEST) {
      throw this.#scanner.error(
        at,
        `more than ${DEEPEST} parentheses are open here.`,
        'Leave out those that are not needed.',
      );
    }
    this.#operand(at);
    this.#emit('(', at);
    this.#groups.push({ at, field });
    this.#first = true;
    this.#skip();
  }

  #close(): void {
    const { at } = this.#scanner;
    this.#noneWaiting();
    const open = this.#groups.pop();
    if (open === undefined) {
      throw this.#scanner.error(
        at,
        'no parenthesis is open that this one could close.',
        'Leave it out, or open one before.',
      );
    }
    if (this.#first) {
      throw this.#scanner.error(
        open.at,
        'nothing is between these parentheses.',
        'Write something in them, or leave them out.',
      );
    }
    this.#emit(')', at);
    this.#skip();
  }

  #clause(): void {
    const scanner = this.#scanner;
    const { at } = scanner;
    const field = this.#field ?? scanner.takeField();
    if (field === undefined || this.#field !== undefined) {
      this.#operandOf(field?.toLowerCase(), at);
    } else if (scanner.next !== '(') {
      this.#operandOf(field.toLowerCase(), at);
    } else {
      const values = this.#valueList();
      if (values === undefined) {
        this.#open(field.toLowerCase());
      } else {
        this.#add({ field: field.toLowerCase(), values }, at);
      }
    }
  }

  /** A comparison, a range, or a value. */
  #operandOf(field: string | undefined, at: number): void {
    const scanner = this.#scanner;
    if (field !== undefined && (scanner.next === '[' || scanner.next === '{')) {
      this.#range(field, at);
      return;
    }
    const comparison =
      field === undefined ? undefined : (scanner.take(COMPARISON)?.[1] as Comparison | undefined);
    const value = scanner.peekOperator() === undefined ? scanner.takeValue() : undefined;
    if (value === undefined) {
      throw scanner.error(at, `the field '${field ?? ''}' has no value.`, WITHOUT_VALUE);
    }
    this.#add({ field, values: [value], ...(comparison === undefined ? {} : { comparison }) }, at);
  }

  /** `[a TO b]`; a brace leaves its end out, `*` is no end. */
  #range(field: string, at: number): void {
    const scanner = this.#scanner;
    const from = scanner.take(/[[{]\s*/y)?.[0].charAt(0) === '[' ? '>=' : '>';
    const low = scanner.takeValue(true);
    const to = low === undefined ? undefined : scanner.take(/to(?=[\s"])\s*/iy);
    const high = to === undefined ? undefined : scanner.takeValue(true);
    const end = high === undefined ? undefined : scanner.take(/[\]}]/y)?.[0];
    if (low === undefined || high === undefined || end === undefined) {
      throw scanner.error(at, 'this range cannot be read.', 'Write field:[from TO to], with * for no end.');
    }
    const ends = [
      ...(isOpen(low) ? [] : [{ field, comparison: from, values: [low] } as const]),
      ...(isOpen(high) ? [] : [{ field, comparison: end === ']' ? '<=' : '<', values: [high] } as const]),
    ];
    this.#operand(at);
    this.#emit(
      `(${(ends.length === 0 ? [{ field, values: [low] }] : ends).map((clause) => this.#number(clause)).join(' AND ')})`,
      at,
    );
    scanner.blanks();
  }

  /** The values of `(a "b" or c)`: those of a look-up are thousands. Undefined, and nothing read, for anything else. */
  #valueList(): QueryValue[] | undefined {
    const scanner = this.#scanner;
    const from = scanner.at;
    const values: QueryValue[] = [];
    let joined = true;
    scanner.take(/\(\s*/y);
    while (scanner.next !== ')') {
      const operator = scanner.peekOperator();
      if (operator === 'OR' && !joined) {
        scanner.takeOperator();
        joined = true;
        continue;
      }
      const value =
        operator === undefined && !/[([{<>!+-]/.test(scanner.next) ? scanner.takeValue() : undefined;
      if (value === undefined) {
        break;
      }
      values.push(value);
      joined = false;
    }
    if (joined || scanner.next !== ')') {
      scanner.at = from;
      return undefined;
    }
    this.#skip();
    return values;
  }

  #add(clause: Clause, at: number): void {
    this.#operand(at);
    this.#emit(this.#number(clause), at);
    this.#scanner.blanks();
  }

  #number(clause: Clause): string {
    return `"${this.#clauses.push(clause) - 1}"`;
  }

  /** Says what is between an operand and the one before it, and its negation. */
  #operand(at: number): void {
    this.#juxtaposed(at, false);
    if (this.#negated) {
      this.#emit('NOT ', at);
    }
    this.#negated = false;
    this.#waiting = undefined;
    this.#first = false;
  }

  #juxtaposed(at: number, negation: boolean): void {
    if (this.#first) {
      return;
    }
    if (this.#field !== undefined && negation) {
      throw this.#scanner.error(
        at,
        "'and' or 'or' is missing before this negated value.",
        "Most likely 'and' is meant.",
      );
    }
    this.#emit(this.#field === undefined ? ' AND ' : ' OR ', at);
  }

  #noneWaiting(): void {
    if (this.#waiting !== undefined) {
      const { word, at } = this.#waiting;
      throw this.#scanner.error(
        at,
        `nothing follows this ${word}.`,
        'Write what it applies to, or leave it out.',
      );
    }
  }

  #emit(text: string, at: number): void {
    this.#places.push([this.#text.length, at]);
    this.#text += text;
  }

  /** Steps over a parenthesis and what is blank after it. */
  #skip(): void {
    this.#scanner.at += 1;
    this.#scanner.blanks();
  }
}

function isOpen({ glob, text }: QueryValue): boolean {
  return glob !== undefined && text === '*';
}
