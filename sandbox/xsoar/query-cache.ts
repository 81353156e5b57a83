import { compile, type HasField } from './query.ts';
import type { Condition } from './query-condition.ts';

/** Of how many queries the conditions are kept: those of the pages of a few searches. */
const KEPT = 50;

/** A compiled query, and how many matched when that was last counted. */
export interface CachedQuery {
  readonly condition: Condition;
  counted: { readonly version: number; readonly total: number } | undefined;
}

/** Compiled queries by their text; a search of many pages compiles and counts once. */
export class QueryCache {
  readonly #queries = new Map<string, CachedQuery>();
  readonly #hasField: HasField;

  constructor(hasField: HasField) {
    this.#hasField = hasField;
  }

  /** @throws QueryError */
  get(text: string): CachedQuery {
    const known = this.#queries.get(text) ?? { condition: compile(text, this.#hasField), counted: undefined };
    // Put in anew, so that the oldest is the one that was not asked for longest.
    this.#queries.delete(text);
    this.#queries.set(text, known);
    const [oldest] = this.#queries.keys();
    if (this.#queries.size > KEPT && oldest !== undefined) {
      this.#queries.delete(oldest);
    }
    return known;
  }
}
