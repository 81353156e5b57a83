import { takeClauses, takeValueList } from './query-clauses.ts';
import { type Condition, every, negation, some } from './query-condition.ts';
import type { QueryError } from './query-error.ts';
import { unknownField } from './query-fields.ts';
import { conditionOf } from './query-match.ts';
import { type Operator, QueryScanner } from './query-scanner.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** How deep parentheses may stand in each other: what reads and runs the query goes as deep into its own stack. */
const DEEPEST = 200;

const NEGATION = /[-!](?=[^\s)])/y;
const REQUIRED = /\+(?=[^\s)])/y;

/** Whether some indicator has a field, named in lower case, that XSOAR does not come with. */
export type HasField = (field: string) => boolean;

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

/** An operator that waits for what it applies to, and where it is. */
interface Waiting {
  word: string;
  at: number;
}

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
    const condition = this.#alternatives(undefined);
    if (!this.#scanner.done) {
      throw this.#nothingToClose();
    }
    return condition;
  }

  #alternatives(field: string | undefined): Condition {
    const conditions = [this.#conjunction(field, undefined)];
    for (;;) {
      const { at } = this.#scanner;
      const operator = this.#scanner.peekOperator();
      if (operator === 'OR') {
        this.#scanner.takeOperator();
        conditions.push(this.#conjunction(field, { word: 'or', at }));
      } else if (this.#atEnd) {
        return some(conditions);
      } else if (operator === 'NOT' || this.#scanner.sees(NEGATION)) {
        throw this.#error(
          at,
          "'and' or 'or' is missing before this negated value.",
          "Most likely 'and' is meant.",
        );
      } else {
        conditions.push(this.#conjunction(field, undefined));
      }
    }
  }

  #conjunction(field: string | undefined, waiting: Waiting | undefined): Condition {
    const conditions = [this.#operand(field, waiting)];
    for (;;) {
      const { at } = this.#scanner;
      const operator = this.#scanner.peekOperator();
      if (operator === 'AND') {
        this.#scanner.takeOperator();
        conditions.push(this.#operand(field, { word: 'and', at }));
      } else if (this.#atEnd || operator === 'OR' || field !== undefined) {
        return every(conditions);
      } else {
        conditions.push(this.#operand(field, undefined));
      }
    }
  }

  #operand(field: string | undefined, before: Waiting | undefined): Condition {
    const scanner = this.#scanner;
    let waiting = before;
    let negated = false;
    for (let { at } = scanner; this.#takeNegation(); { at } = scanner) {
      negated = !negated;
      waiting = { word: 'not', at };
    }
    this.#expectOperand(scanner.peekOperator(), waiting);
    const condition = scanner.next === '(' ? this.#group(field) : this.#clause(field);
    return negated ? negation(condition) : condition;
  }

  #takeNegation(): boolean {
    if (this.#scanner.peekOperator() === 'NOT') {
      this.#scanner.takeOperator();
      return true;
    }
    return this.#scanner.take(NEGATION) !== undefined;
  }

  #expectOperand(operator: Operator | undefined, waiting: Waiting | undefined): void {
    const { at } = this.#scanner;
    if (operator !== undefined) {
      throw this.#error(
        at,
        `nothing is before this ${operator.toLowerCase()}.`,
        'Write a clause on both sides of it.',
      );
    }
    if (this.#atEnd && waiting !== undefined) {
      throw this.#error(
        waiting.at,
        `nothing follows this ${waiting.word}.`,
        'Write what it applies to, or leave it out.',
      );
    }
    if (this.#atEnd && this.#depth === 0) {
      throw this.#nothingToClose();
    }
  }

  /** What stands in parentheses: a part of the query, or the values of a field. */
  #group(field: string | undefined): Condition {
    const scanner = this.#scanner;
    const { at } = scanner;
    if (this.#depth >= DEEPEST) {
      throw this.#error(
        at,
        `more than ${DEEPEST} parentheses are open here.`,
        'Leave out those that are not needed.',
      );
    }
    scanner.skip();
    if (scanner.next === ')') {
      throw this.#error(
        at,
        'nothing is between these parentheses.',
        'Write something in them, or leave them out.',
      );
    }
    this.#depth += 1;
    const condition = scanner.done ? undefined : this.#alternatives(field);
    this.#depth -= 1;
    if (condition === undefined || scanner.done) {
      throw this.#error(at, 'this parenthesis is never closed.', 'Add the closing one.');
    }
    scanner.skip();
    return condition;
  }

  #clause(within: string | undefined): Condition {
    const scanner = this.#scanner;
    scanner.take(REQUIRED);
    const { at } = scanner;
    const named = within === undefined ? scanner.takeField() : undefined;
    const field = within ?? named?.toLowerCase();
    if (named !== undefined) {
      this.#expectKnown(named, at);
    }
    const values = named !== undefined && scanner.next === '(' ? takeValueList(scanner) : undefined;
    if (values === undefined && named !== undefined && scanner.next === '(') {
      return this.#group(field);
    }
    const clauses = values === undefined ? takeClauses(scanner, field, at) : [{ field, values }];
    return every(clauses.map((clause) => conditionOf(clause, scanner.query)));
  }

  #expectKnown(name: string, at: number): void {
    const advice = this.#hasField(name.toLowerCase()) ? undefined : unknownField(name);
    if (advice !== undefined) {
      throw this.#error(at, `there is no field '${name}'.`, advice);
    }
  }

  get #atEnd(): boolean {
    return this.#scanner.done || this.#scanner.next === ')';
  }

  #nothingToClose(): QueryError {
    return this.#error(
      this.#scanner.at,
      'no parenthesis is open that this one could close.',
      'Leave it out, or open one before.',
    );
  }

  #error(at: number, problem: string, advice: string): QueryError {
    return this.#scanner.error(at, problem, advice);
  }
}
