import type { Clause, Comparison, QueryValue } from './query-clause.ts';
import type { QueryScanner } from './query-scanner.ts';

const COMPARISON = /(>=|<=|>|<)\s*/y;
const WITHOUT_VALUE = 'Write field:value; put quotes around a value that is and, or, not, or has blanks.';

/**
 * Takes what stands behind a field's colon: a value, a comparison, or a range, which is up to two of these. Without a
 * field it is free text.
 * @param at where the clause begins, for an error
 * @throws QueryError
 */
export function takeClauses(scanner: QueryScanner, field: string | undefined, at: number): Clause[] {
  if (field !== undefined && (scanner.next === '[' || scanner.next === '{')) {
    return takeRange(scanner, field, at);
  }
  const comparison =
    field === undefined ? undefined : (scanner.take(COMPARISON)?.[1] as Comparison | undefined);
  const value = scanner.peekOperator() === undefined ? scanner.takeValue() : undefined;
  if (value === undefined) {
    throw scanner.error(at, `the field '${field ?? ''}' has no value.`, WITHOUT_VALUE);
  }
  return [{ field, values: [value], ...(comparison === undefined ? {} : { comparison }) }];
}

/** Takes `[a TO b]`; a brace leaves its end out, `*` is no end. */
function takeRange(scanner: QueryScanner, field: string, at: number): Clause[] {
  const from = scanner.take(/[[{]\s*/y)?.[0].charAt(0) === '[' ? '>=' : '>';
  const low = scanner.takeValue(true);
  const to = low === undefined ? undefined : scanner.take(/to(?=[\s"])\s*/iy);
  const high = to === undefined ? undefined : scanner.takeValue(true);
  const end = high === undefined ? undefined : scanner.take(/[\]}]/y)?.[0];
  scanner.blanks();
  if (low === undefined || high === undefined || end === undefined) {
    throw scanner.error(at, 'this range cannot be read.', 'Write field:[from TO to], with * for no end.');
  }
  const ends: Clause[] = [
    ...(isOpen(low) ? [] : [{ field, comparison: from, values: [low] } as const]),
    ...(isOpen(high) ? [] : [{ field, comparison: end === ']' ? '<=' : '<', values: [high] } as const]),
  ];
  return ends.length === 0 ? [{ field, values: [low] }] : ends;
}

/** Takes the values of `(a "b" or c)`: those of a look-up are thousands. Undefined, and nothing taken, for anything else. */
export function takeValueList(scanner: QueryScanner): QueryValue[] | undefined {
  const from = scanner.at;
  const values: QueryValue[] = [];
  let joined = true;
  scanner.skip();
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
  scanner.skip();
  return values;
}

function isOpen({ glob, text }: QueryValue): boolean {
  return glob !== undefined && text === '*';
}
