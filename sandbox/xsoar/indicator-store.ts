import type { Clock } from '../../src/clock.ts';
import { UsageError } from '../../src/errors.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import { merged } from './merge.ts';
import { compare, firstAfter, ModifiedOrder, type Place } from './modified-order.ts';
import { type CachedQuery, QueryCache } from './query-cache.ts';
import { draftToStored, expires } from './store-draft.ts';
import type { IndicatorDraft, StoredIndicator } from './stored-indicator.ts';
import { canonicalTime, millisecondsOf, timeOf } from './times.ts';

/** The most indicators that a search answers. */
export const LARGEST_PAGE = 4_000;
/** The most indicators that one `createIndicators` takes. */
export const MOST_CREATED = 2_000;
const NANOSECONDS = 1_000_000;

/** One page of a search. */
export interface SearchPage {
  readonly indicators: readonly StoredIndicator[];
  /** How many match, on all pages. */
  readonly total: number;
  /** `[modified, id]` of the last one: where the next page begins. Empty on an empty page. */
  readonly searchAfter: readonly string[];
}

/** All that a store holds, for a snapshot. */
export interface IndicatorContents {
  indicators: StoredIndicator[];
  nextId: number;
}

/** XSOAR's indicators, quick to search at a million. What it answers is shared, not copied: it never changes. */
export class IndicatorStore {
  readonly #clock: Clock;
  readonly #queries = new QueryCache();
  #places = new Map<string, Place[]>();
  #order = new ModifiedOrder();
  #nextId = 1;
  #version = 0;
  #last = { milliseconds: 0, nanoseconds: 0 };
  /** When the next indicator expires, in ms. */
  #nextExpiry = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#order.size;
  }

  /** The indicator with a value, of a type where one is given. */
  get(value: string, type?: string): StoredIndicator | undefined {
    this.#expire();
    return this.#find(value, type)?.indicator;
  }

  /** Adds an indicator, or puts it in the place of the one with its value and type. */
  add(draft: IndicatorDraft): StoredIndicator {
    const known = this.#find(draft.value, draft.indicator_type);
    const id = known?.indicator.id ?? String(draft.id ?? this.#nextId++);
    const given = typeof draft.modified === 'string' ? canonicalTime(draft.modified) : undefined;
    const now = this.#clock.now();
    const stored = draftToStored(draft, { id, modified: given ?? this.#stamp(), now });
    this.#put(stored, known);
    return stored;
  }

  /** Changes an indicator; its fields of these names are replaced. */
  update(known: StoredIndicator, patch: Readonly<Record<string, unknown>>): StoredIndicator {
    const { modified: _modified, ...rest } = known;
    return this.add({ ...rest, ...patch, value: known.value, indicator_type: known.indicator_type });
  }

  /** Forgets an indicator; false where there was none. */
  remove(value: string, type?: string): boolean {
    const place = this.#find(value, type);
    if (place === undefined) {
      return false;
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
    return true;
  }

  /** What the platform call of that name does. @throws UsageError for too many, or one without value or type */
  createIndicators(
    indicators: readonly NewIndicator[],
    source: { instance: string; reliability: string },
  ): void {
    if (indicators.length > MOST_CREATED) {
      throw new UsageError(
        `At most ${MOST_CREATED} indicators can be created in one call, not ${indicators.length}.`,
      );
    }
    if (indicators.some(({ value, type }) => !isName(value) || !isName(type))) {
      throw new UsageError('An indicator to create has no value or no type.');
    }
    const now = timeOf(this.#clock.now());
    for (const given of indicators) {
      const known = this.#find(given.value, given.type)?.indicator;
      const { modified: _modified, ...draft } = merged(given, known, { ...source, now });
      this.add(draft as IndicatorDraft);
    }
  }

  /**
   * The indicators that match, by `modified`, then `id`; from `[modified, id]` on where one is given.
   * @throws QueryError, and UsageError for a `searchAfter` that no search has answered
   */
  search(request: { query: string; size: number; searchAfter?: readonly unknown[] }): SearchPage {
    this.#expire();
    const query = this.#queries.get(request.query);
    const places = this.#candidates(query);
    const size = Math.min(Math.max(0, Math.floor(request.size)), LARGEST_PAGE);
    const { matches } = query.condition;
    const found: StoredIndicator[] = [];
    for (let at = startOf(places, request.searchAfter); at < places.length && found.length < size; at += 1) {
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

  /** All indicators, by `modified`, then `id`. */
  *all(): Generator<StoredIndicator, void, undefined> {
    this.#expire();
    for (const { indicator } of this.#order.read()) {
      yield indicator;
    }
  }

  /** All that is held. The indicators are shared, not copied. */
  contents(): IndicatorContents {
    return { indicators: [...this.all()], nextId: this.#nextId };
  }

  /** Takes the place of all that was held; the caller has checked it. */
  replaceContents(contents: IndicatorContents): void {
    this.#places = new Map();
    this.#order = new ModifiedOrder();
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    this.#nextId = contents.nextId;
    for (const indicator of contents.indicators) {
      this.#put(indicator, undefined);
    }
    this.#version += 1;
    const newest = this.#order.read().at(-1)?.indicator.modified;
    this.#last = {
      milliseconds: newest === undefined ? 0 : millisecondsOf(newest),
      nanoseconds: newest === undefined ? 0 : Number(newest.slice(23, 29)),
    };
  }

  /** Where the values are known, the index is quicker than a look at every indicator. */
  #candidates({ condition }: CachedQuery): readonly Place[] {
    if (condition.values === undefined) {
      return this.#order.read();
    }
    const places = [...condition.values].flatMap((value) => this.#places.get(value) ?? []);
    return places.sort((left, right) => compare(left.indicator, right.indicator));
  }

  #total(query: CachedQuery, places: readonly Place[]): number {
    if (query.counted?.version !== this.#version) {
      let total = 0;
      for (const { indicator } of places) {
        total += query.condition.matches(indicator) ? 1 : 0;
      }
      query.counted = { version: this.#version, total };
    }
    return query.counted.total;
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

  #put(stored: StoredIndicator, known: Place | undefined): void {
    if (known === undefined) {
      const place = { indicator: stored, slot: 0 };
      const key = lower(stored.value);
      const others = this.#places.get(key);
      if (others === undefined) {
        this.#places.set(key, [place]);
      } else {
        others.push(place);
      }
      this.#order.add(place);
    } else {
      this.#order.remove(known);
      known.indicator = stored;
      this.#order.add(known);
    }
    this.#version += 1;
    if (stored.expirationStatus === 'active') {
      this.#nextExpiry = Math.min(this.#nextExpiry, expires(stored.expiration) ?? Number.POSITIVE_INFINITY);
    }
  }

  /** Marks what has expired since the last look; a change like any other. */
  #expire(): void {
    const now = this.#clock.now();
    if (now < this.#nextExpiry) {
      return;
    }
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const { indicator } of [...this.#order.read()]) {
      const expiry = indicator.expirationStatus === 'active' ? expires(indicator.expiration) : undefined;
      if (expiry !== undefined && expiry <= now) {
        this.update(indicator, { expirationStatus: 'expired' });
      } else if (expiry !== undefined) {
        this.#nextExpiry = Math.min(this.#nextExpiry, expiry);
      }
    }
  }

  /** The time of a change: later than that of any change before, if only by a nanosecond. */
  #stamp(): string {
    const milliseconds = Math.floor(this.#clock.now());
    if (milliseconds > this.#last.milliseconds) {
      this.#last = { milliseconds, nanoseconds: 0 };
    } else {
      const nanoseconds = this.#last.nanoseconds + 1;
      this.#last = {
        milliseconds: this.#last.milliseconds + Math.floor(nanoseconds / NANOSECONDS),
        nanoseconds: nanoseconds % NANOSECONDS,
      };
    }
    return timeOf(this.#last.milliseconds, this.#last.nanoseconds);
  }
}

function startOf(places: readonly Place[], searchAfter: readonly unknown[] | undefined): number {
  if (searchAfter === undefined || searchAfter.length === 0) {
    return 0;
  }
  const [modified, id] = searchAfter;
  const time = typeof modified === 'string' ? canonicalTime(modified) : undefined;
  if (time === undefined || typeof id !== 'string') {
    throw new UsageError('searchAfter is not what a search has answered: [modified, id].');
  }
  return firstAfter(places, time, id);
}

/** What tests put in need not be text. */
function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
