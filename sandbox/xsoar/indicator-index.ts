import { UsageError } from '../../src/errors.ts';
import { type IdOrder, ModifiedOrder, type Place } from './modified-order.ts';
import { compile } from './query.ts';
import { readerOf } from './query-fields.ts';
import type { Condition } from './query-match.ts';
import type { StoredIndicator } from './stored-indicator.ts';
import { canonicalTime } from './times.ts';

/** The most indicators that a search answers. */
export const LARGEST_PAGE = 4_000;

/** What is searched for; `searchAfter` is the `[modified, id]` behind which a page begins. */
export interface Search {
  query: string;
  size: number;
  searchAfter?: readonly unknown[] | undefined;
}

/** One page of a search. */
export interface SearchPage {
  readonly indicators: readonly StoredIndicator[];
  /** How many match, on all pages. */
  readonly total: number;
  /** `[modified, id]` of the last one: where the next page begins. Empty on an empty page. */
  readonly searchAfter: readonly string[];
}

/** Of how many queries the conditions are kept: those of the pages of a few searches. */
const QUERIES_KEPT = 50;

/** A compiled query, and how many matched when that was last counted. */
interface CompiledQuery {
  readonly condition: Condition;
  counted?: { readonly version: number; readonly total: number };
}

/** Indicators by value, and in the order of their changes: quick to search at a million. */
export class IndicatorIndex {
  readonly #queries = new Map<string, CompiledQuery>();
  readonly #places = new Map<string, Place[]>();
  readonly #order: ModifiedOrder;
  #version = 0;

  constructor(idOrder: IdOrder) {
    this.#order = new ModifiedOrder(idOrder);
  }

  get size(): number {
    return this.#order.size;
  }

  /** The indicator with a value, of a type where one is given. Only domains are the same in any case. */
  find(value: string, type?: string): StoredIndicator | undefined {
    return this.#find(value, type)?.indicator;
  }

  /** Adds an indicator, or puts it in the place of the one with its value and type. */
  put(stored: StoredIndicator): void {
    const place = this.#find(stored.value, stored.indicator_type);
    this.#version += 1;
    if (place === undefined) {
      const added = { indicator: stored, slot: 0 };
      const key = lower(stored.value);
      const others = this.#places.get(key);
      // A list of its own length: at a million, one that is ready to grow is felt.
      this.#places.set(key, others === undefined ? [added] : others.concat(added));
      this.#order.add(added);
    } else if (place.indicator.modified === stored.modified && place.indicator.id === stored.id) {
      place.indicator = stored;
    } else {
      this.#order.remove(place);
      place.indicator = stored;
      this.#order.add(place);
    }
  }

  /** Forgets an indicator; undefined where there was none. */
  remove(value: string, type?: string): StoredIndicator | undefined {
    const place = this.#find(value, type);
    if (place === undefined) {
      return undefined;
    }
    const key = lower(value);
    const rest = (this.#places.get(key) ?? []).filter((other) => other !== place);
    if (rest.length === 0) {
      this.#places.delete(key);
    } else {
      this.#places.set(key, rest);
    }
    this.#order.remove(place);
    this.#version += 1;
    return place.indicator;
  }

  /** All, by `modified`, then `id`. */
  read(): readonly Place[] {
    return this.#order.read();
  }

  /**
   * The indicators that match, by `modified`, then `id`.
   * @throws QueryError, and UsageError for a `searchAfter` that no search has answered
   */
  search(request: Search): SearchPage {
    const query = this.#compiled(request.query);
    const places = this.#candidates(query);
    const size = Math.min(Math.max(0, Math.floor(request.size)), LARGEST_PAGE);
    const { matches } = query.condition;
    const found: StoredIndicator[] = [];
    const start = this.#startOf(places, request.searchAfter);
    for (let at = start; at < places.length && found.length < size; at += 1) {
      const indicator = places[at]?.indicator;
      if (indicator !== undefined && matches(indicator)) {
        found.push(indicator);
      }
    }
    const last = found.at(-1);
    return {
      indicators: found,
      total: this.#total(query, places),
      searchAfter: last === undefined ? [] : [last.modified, last.id],
    };
  }

  /** A search of many pages compiles and counts once. */
  #compiled(text: string): CompiledQuery {
    const hasField = (field: string): boolean => this.#hasField(field);
    const known = this.#queries.get(text) ?? { condition: compile(text, hasField) };
    // Put in anew, so that the oldest is the one that was not asked for longest.
    this.#queries.delete(text);
    this.#queries.set(text, known);
    const [oldest] = this.#queries.keys();
    if (this.#queries.size > QUERIES_KEPT && oldest !== undefined) {
      this.#queries.delete(oldest);
    }
    return known;
  }

  /** Asked only for a field that XSOAR does not come with. */
  #hasField(field: string): boolean {
    const read = readerOf(field);
    return this.#order.read().some(({ indicator }) => read(indicator) !== undefined);
  }

  #find(value: string, type: string | undefined): Place | undefined {
    const wanted = type === undefined ? undefined : lower(type);
    return this.#places.get(lower(value))?.find(({ indicator }) => {
      const found = lower(indicator.indicator_type);
      return (
        (wanted === undefined || found === wanted) &&
        (indicator.value === value || found.startsWith('domain'))
      );
    });
  }

  /** Where the values are known, the index is quicker than a look at every indicator. */
  #candidates({ condition }: CompiledQuery): readonly Place[] {
    if (condition.values === undefined) {
      return this.#order.read();
    }
    const places = [...condition.values].flatMap((value) => this.#places.get(value) ?? []);
    return places.sort((left, right) => this.#order.compare(left.indicator, right.indicator));
  }

  #total(query: CompiledQuery, places: readonly Place[]): number {
    if (query.counted?.version !== this.#version) {
      let total = 0;
      for (const { indicator } of places) {
        total += query.condition.matches(indicator) ? 1 : 0;
      }
      query.counted = { version: this.#version, total };
    }
    return query.counted.total;
  }

  #startOf(places: readonly Place[], searchAfter: readonly unknown[] | undefined): number {
    if (searchAfter === undefined || searchAfter.length === 0) {
      return 0;
    }
    const [time, id] = searchAfter;
    const modified = typeof time === 'string' ? canonicalTime(time) : undefined;
    if (modified === undefined || typeof id !== 'string') {
      throw new UsageError('searchAfter is not what a search has answered: [modified, id].');
    }
    return this.#order.firstAfter(places, { modified, id });
  }
}

/** What tests put in need not be text. */
function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}
