import { QueryError, type QueryProblem } from './query-error.ts';
import { type HasField, unknownField } from './query-fields.ts';
import {
  type Comparison,
  type Condition,
  compared,
  conditionOf,
  every,
  negation,
  some,
} from './query-match.ts';
import { QueryScanner, type QueryValue } from './query-scanner.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** How deep parentheses may stand in each other: what reads and runs the query goes as deep into its own stack. */
const DEEPEST = 200;

const AND = /(?:and|&&)(?=[\s()"]|$)/iy;
const OR = /(?:or|\|\|)(?=[\s()"]|$)/iy;
const OPERATOR = /(?:and|or|not|&&|\|\|)(?=[\s()"]|$)/iy;
const NEGATION = /not(?=[\s()"]|$)|[-!](?=[^\s)])/iy;
const REQUIRED = /\+(?=[^\s)])/y;
/** `https://…` is no field. */
const FIELD = /[A-Za-z_][\w.-]*:(?!\/\/)/y;
const COMPARISON = />=|<=|>|</y;
const PARENTHESIS = /[()]/y;
const RANGE = /[[{]/y;
const RANGE_TO = /to(?=[\s"])/iy;
const RANGE_END = /[\]}]/y;

/**
 * XSOAR's indicator query language, as a function that says whether an indicator matches. An empty query matches all.
 * @throws QueryError that points at the place
 */
export function compileQuery(query: string, hasField?: HasField): (indicator: StoredIndicator) => boolean {
  return compile(query, hasField).matches;
}

/** The same, and by which values the matching indicators can be looked up, where the query says so. */
export function compile(query: string, hasField: HasField = () => false): Condition {
  return query.trim() === '' ? { matches: () => true } : new QueryParser(query, hasField).run();
}

/** Part of a query, or a value of the field in whose parentheses it stands. */
type Operand = Condition | QueryValue;

/**
 * Reads a query from left to right: `or` joins what `and` joins, and `and` joins operands. What stands side by side is
 * joined by `and`; among the values of a field by `or`.
 */
class QueryParser {
  readonly #scanner: QueryScanner;
  readonly #hasField: HasField;
  #depth = 0;

  constructor(query: string, hasField: HasField) {
    this.#scanner = new QueryScanner(query);
    this.#hasField = hasField;
  }

  run(): Condition {
    const condition = this.#expression(undefined);
    if (this.#scanner.done) {
      return condition;
    }
    throw this.#error(this.#scanner.at, 'unopened');
  }

  /** @param field whose values they are, within the parentheses behind its name */
  #expression(field: string | undefined): Condition {
    const scanner = this.#scanner;
    let all = [this.#operand(field)];
    const any = [all];
    while (!this.#atEnd) {
      const { at } = scanner;
      const word =
        scanner.take(AND) !== undefined ? 'and' : scanner.take(OR) !== undefined ? 'or' : undefined;
      if (word === undefined && field !== undefined && scanner.sees(NEGATION)) {
        throw this.#error(at, 'joint');
      }
      const operand = this.#operand(field, word === undefined ? undefined : { word, at });
      if (word === 'and' || (word === undefined && field === undefined)) {
        all.push(operand);
      } else {
        all = [operand];
        any.push(all);
      }
    }
    // A look-up names thousands of values: they are one condition.
    const values = any.flatMap((one) => (one.length === 1 ? one.filter(isValue) : []));
    return values.length === any.length
      ? conditionOf(field, values, scanner.text)
      : some(any.map((one) => every(one.map((operand) => this.#condition(field, operand)))));
  }

  #condition(field: string | undefined, operand: Operand): Condition {
    return isValue(operand) ? conditionOf(field, [operand], this.#scanner.text) : operand;
  }

  /** @param before the operator that waits for it, and where that is */
  #operand(field: string | undefined, before?: { word: string; at: number }): Operand {
    const scanner = this.#scanner;
    let waiting = before;
    let negated = false;
    for (let { at } = scanner; scanner.take(NEGATION) !== undefined; { at } = scanner) {
      negated = !negated;
      waiting = { word: 'not', at };
    }
    if (scanner.sees(AND) || scanner.sees(OR)) {
      throw this.#error(scanner.at, 'before', scanner.sees(AND) ? 'and' : 'or');
    }
    if (this.#atEnd) {
      throw waiting === undefined
        ? this.#error(scanner.at, 'unopened')
        : this.#error(waiting.at, 'after', waiting.word);
    }
    const operand = scanner.next === '(' ? this.#group(field) : this.#clause(field);
    return negated ? negation(this.#condition(field, operand)) : operand;
  }

  /** What stands in parentheses: a part of the query, or the values of a field. */
  #group(field: string | undefined): Condition {
    const scanner = this.#scanner;
    const { at } = scanner;
    if (this.#depth >= DEEPEST) {
      throw this.#error(at, 'deep', String(DEEPEST));
    }
    scanner.take(PARENTHESIS);
    if (scanner.next === ')') {
      throw this.#error(at, 'empty');
    }
    this.#depth += 1;
    const condition = scanner.done ? undefined : this.#expression(field);
    this.#depth -= 1;
    if (condition === undefined || scanner.take(PARENTHESIS) === undefined) {
      throw this.#error(at, 'unclosed');
    }
    return condition;
  }

  #clause(within: string | undefined): Operand {
    const scanner = this.#scanner;
    scanner.take(REQUIRED);
    const { at } = scanner;
    const named = within === undefined ? scanner.take(FIELD)?.slice(0, -1) : undefined;
    const field = within ?? named?.toLowerCase();
    const advice = named === undefined ? undefined : unknownField(named, this.#hasField);
    if (advice !== undefined) {
      throw new QueryError(scanner.text, at, 'field', { word: named ?? '', advice });
    }
    if (named !== undefined && scanner.next === '(') {
      return this.#group(field);
    }
    if (field !== undefined && scanner.sees(RANGE)) {
      return this.#range(field, at);
    }
    const comparison = field === undefined ? undefined : scanner.take(COMPARISON);
    const value = scanner.sees(OPERATOR) ? undefined : scanner.takeValue();
    if (value === undefined) {
      throw this.#error(at, 'value', field ?? '');
    }
    if (field !== undefined && comparison !== undefined) {
      return compared(field, comparison as Comparison, value, scanner.text);
    }
    return within === undefined ? conditionOf(field, [value], scanner.text) : value;
  }

  /** `[a TO b]`; a brace leaves its end out, `*` is no end. */
  #range(field: string, at: number): Condition {
    const scanner = this.#scanner;
    const from = scanner.take(RANGE) === '[' ? '>=' : '>';
    const low = scanner.takeValue(true);
    const high = scanner.take(RANGE_TO) === undefined ? undefined : scanner.takeValue(true);
    const end = scanner.take(RANGE_END);
    if (low === undefined || high === undefined || end === undefined) {
      throw this.#error(at, 'range');
    }
    const ends = [
      ...(isOpen(low) ? [] : [compared(field, from, low, scanner.text)]),
      ...(isOpen(high) ? [] : [compared(field, end === ']' ? '<=' : '<', high, scanner.text)]),
    ];
    return ends.length === 0 ? conditionOf(field, [low], scanner.text) : every(ends);
  }

  get #atEnd(): boolean {
    return this.#scanner.done || this.#scanner.next === ')';
  }

  #error(at: number, problem: QueryProblem, word = ''): QueryError {
    return new QueryError(this.#scanner.text, at, problem, { word });
  }
}

function isValue(operand: Operand): operand is QueryValue {
  return 'text' in operand;
}

function isOpen({ glob, text }: QueryValue): boolean {
  return glob !== undefined && text === '*';
}
