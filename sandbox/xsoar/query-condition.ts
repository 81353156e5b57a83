import type { StoredIndicator } from './stored-indicator.ts';

export type Matches = (indicator: StoredIndicator) => boolean;

/** Part of a query, ready to run. */
export interface Condition {
  readonly matches: Matches;
  /** In lower case: whatever matches has one of these values. Undefined where that cannot be said. */
  readonly values?: ReadonlySet<string>;
}

/** What matches all of some conditions. */
export function every(conditions: readonly Condition[]): Condition {
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

/** What matches any of some conditions. */
export function some(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  if (only !== undefined && conditions.length === 1) {
    return only;
  }
  const tests = conditions.map(({ matches }) => matches);
  const values = conditions.flatMap((condition) =>
    condition.values === undefined ? [] : [condition.values],
  );
  return {
    matches: (indicator) => tests.some((matches) => matches(indicator)),
    ...(values.length < conditions.length ? {} : { values: new Set(values.flatMap((set) => [...set])) }),
  };
}

/** What does not match a condition. */
export function negation({ matches }: Condition): Condition {
  return { matches: (indicator) => !matches(indicator) };
}
