import { SyntaxError as LiqeError, type LiqeQuery, parse } from 'liqe';
import { QueryError } from './query-error.ts';
import { type Condition, conditionOf } from './query-match.ts';
import { type Tokens, tokenise } from './query-tokens.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/**
 * XSOAR's indicator query language, as a function that says whether an indicator matches. An empty query matches all.
 * @throws QueryError that points at the place
 */
export function compileQuery(query: string): (indicator: StoredIndicator) => boolean {
  return compile(query).matches;
}

/** The same, and by which values the matching indicators can be looked up, where the query says so. */
export function compile(query: string): Condition {
  if (query.trim() === '') {
    return { matches: () => true };
  }
  const tokens = tokenise(query);
  const conditions = tokens.clauses.map((clause) => conditionOf(clause, query));
  try {
    return build(parse(tokens.text), conditions);
  } catch (cause) {
    throw cause instanceof RangeError
      ? new QueryError(query, 0, 'it is too long.', 'Write the values of a field as a list: value:("a" "b").')
      : unreadable(query, tokens, cause);
  }
}

/** The token pass lets nothing through that the parser refuses; should it, this says where. */
function unreadable(query: string, tokens: Tokens, cause: unknown): QueryError {
  const at = cause instanceof LiqeError ? tokens.origin(cause.offset) : query.length;
  return new QueryError(query, at, 'something unexpected is here.', 'Compare the query with one that works.');
}

function build(tree: LiqeQuery, conditions: readonly Condition[]): Condition {
  switch (tree.type) {
    case 'ParenthesizedExpression':
      return build(tree.expression, conditions);
    case 'UnaryOperator': {
      const { matches } = build(tree.operand, conditions);
      return { matches: (indicator) => !matches(indicator) };
    }
    case 'LogicalExpression':
      return chain(tree, conditions);
    case 'Tag': {
      const condition =
        tree.expression.type === 'LiteralExpression' ? conditions[Number(tree.expression.value)] : undefined;
      if (condition !== undefined) {
        return condition;
      }
      throw new Error('The parser answered a clause that it was not given.');
    }
    case 'EmptyExpression':
      throw new Error('The parser answered nothing.');
  }
}

/** The parser nests operators from left to right, all alike: here AND binds tighter than OR. */
function chain(tree: LiqeQuery, conditions: readonly Condition[]): Condition {
  const alternatives: Condition[] = [];
  let all: Condition[] = [];
  let rest = tree;
  while (rest.type === 'LogicalExpression') {
    all.push(build(rest.right, conditions));
    if (rest.operator.operator === 'OR') {
      alternatives.push(every(all.reverse()));
      all = [];
    }
    rest = rest.left;
  }
  all.push(build(rest, conditions));
  alternatives.push(every(all.reverse()));
  return some(alternatives.reverse());
}

function every(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  if (only !== undefined && conditions.length === 1) {
    return only;
  }
  const tests = conditions.map(({ matches }) => matches);
  const values = conditions.find((condition) => condition.values !== undefined)?.values;
  return {
    matches: (indicator) => tests.every((matches) => matches(indicator)),
    ...(values === undefined ? {} : { values }),
  };
}

function some(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  if (only !== undefined && conditions.length === 1) {
    return only;
  }
  const tests = conditions.map(({ matches }) => matches);
  const values = conditions.map((condition) => condition.values);
  const known = values.filter((set) => set !== undefined);
  return {
    matches: (indicator) => tests.some((matches) => matches(indicator)),
    ...(known.length < values.length ? {} : { values: new Set(known.flatMap((set) => [...set])) }),
  };
}
