import type { Clock } from '../../src/clock.ts';
import { UsageError } from '../../src/errors.ts';
import { NOTHING } from '../../src/indicators/json.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import { NextExpiry } from '../next-expiry.ts';
import { shown } from '../typed.ts';
import { refreshedBy } from './feed-refresh.ts';
import { handEdited, type Patch } from './hand-edit.ts';
import { IndicatorIndex, type Search, type SearchPage } from './indicator-index.ts';
import { LaggingIndex } from './lagging-index.ts';
import { isName } from './loose.ts';
import { merged, moves } from './merge.ts';
import { keptBy, type StoreOptions, USUAL } from './server-options.ts';
import { draftToStored, expires, NO_MARKS, patched } from './store-draft.ts';
import type { IndicatorDraft, StoredIndicator } from './stored-indicator.ts';
import { ChangeTimes, canonicalTime, hourOf, timeOf } from './times.ts';

/** The most indicators that one `createIndicators` takes. */
export const MOST_CREATED = 2_000;

/** XSOAR's indicators, quick to search at a million. What it answers is shared, not copied: it never changes. */
export class IndicatorStore {
  readonly #clock: Clock;
  readonly #options: Required<StoreOptions>;
  #held: IndicatorIndex;
  /** What searches show, where that is not what is held. */
  #lagging: LaggingIndex | undefined;
  #nextId = 1;
  #times: ChangeTimes;
  readonly #expiry = new NextExpiry<StoredIndicator>(({ expiration, expirationStatus }) =>
    expirationStatus === 'active' ? expires(expiration) : Number.POSITIVE_INFINITY,
  );
  /** For which full hour the expiration job ran last, in ms. */
  #lastJob: number;

  constructor(clock: Clock, options: StoreOptions = {}) {
    this.#clock = clock;
    this.#options = { ...USUAL, ...options };
    this.#times = new ChangeTimes(clock);
    this.#held = new IndicatorIndex(this.#options.idOrder);
    this.#lagging = this.#newLagging();
    this.#lastJob = hourOf(clock.now());
  }

  get size(): number {
    return this.#held.size;
  }

  /** The indicator with a value, of a type where one is given. Never behind, as searches may be. */
  get(value: string, type?: string): StoredIndicator | undefined {
    this.#runDueJob();
    return this.#held.find(value, type);
  }

  /** Adds an indicator, or puts it in the place of the one with its value and type. */
  add(draft: IndicatorDraft): StoredIndicator {
    const known = this.#held.find(draft.value, draft.indicator_type);
    const id = known?.id ?? String(draft.id ?? this.#nextId++);
    const made = { id, modified: this.#modified(draft.modified) };
    return this.#put(draftToStored(draft, made, this.#clock.now(), known));
  }

  /** Changes an indicator; its keys of these names are replaced. Nobody's edit: nothing is marked. */
  update(known: StoredIndicator, patch: Readonly<Record<string, unknown>>): StoredIndicator {
    return this.#put(patched(known, patch, this.#modified(patch.modified), this.#clock.now()));
  }

  /** A person's edit: what it names is marked as edited by hand. @throws UsageError where there is no such indicator */
  edit(value: string, edit: Patch, type?: string): StoredIndicator {
    const known = this.#known(value, type);
    return this.update(known, handEdited(known, edit, timeOf(this.#clock.now())));
  }

  /** A feed brings an indicator again: it is merged, and `modified` moves whatever came of that. */
  refresh(value: string, refresh: Patch = {}, type?: string): StoredIndicator {
    const known = this.#known(value, type);
    const now = timeOf(this.#clock.now());
    return this.update(known, refreshedBy(known, refresh, { now, ownBrand: this.#options.brand }));
  }

  /** A person lets an indicator expire. */
  expire(value: string, type?: string): StoredIndicator {
    return this.update(this.#known(value, type), { expirationStatus: 'expired' });
  }

  /** Forgets an indicator; false where there was none. */
  remove(value: string, type?: string): boolean {
    const removed = this.#held.remove(value, type);
    if (removed === undefined) {
      return false;
    }
    this.#lagging?.remove(removed);
    return true;
  }

  /** What the platform call of that name does. @throws UsageError for too many, or one without value or type */
  createIndicators(
    indicators: readonly NewIndicator[],
    source: { instance: string; reliability: string; brand?: string },
  ): void {
    const { length } = indicators;
    if (length > MOST_CREATED) {
      throw new UsageError(`At most ${MOST_CREATED} indicators can be created in one call, not ${length}.`);
    }
    if (indicators.some(({ value, type }) => !isName(value) || !isName(type))) {
      throw new UsageError('An indicator to create has no value or no type.');
    }
    this.#runDueJob();
    const now = timeOf(this.#clock.now());
    for (const given of indicators) {
      this.#merge(given, { brand: this.#options.brand, ...source, now });
    }
  }

  /**
   * The indicators that match, by `modified`, then `id`; from `[modified, id]` on where one is given.
   * @throws QueryError, and UsageError for a `searchAfter` that no search has answered
   */
  search(request: Search): SearchPage {
    this.#runDueJob();
    return (this.#lagging ?? this.#held).search(request);
  }

  /** All indicators, by `modified`, then `id`. Never behind, as searches may be. */
  *all(): Generator<StoredIndicator, void, undefined> {
    this.#runDueJob();
    for (const { indicator } of this.#held.read()) {
      yield indicator;
    }
  }

  /** All that is held. The indicators are shared, not copied. */
  contents(): { indicators: StoredIndicator[]; nextId: number } {
    return { indicators: [...this.all()], nextId: this.#nextId };
  }

  /** Takes the place of all that was held; the caller has checked it. Searches show all of it at once. */
  replaceContents(contents: ReturnType<IndicatorStore['contents']>): void {
    this.#held = new IndicatorIndex(this.#options.idOrder);
    this.#lagging = this.#newLagging();
    this.#lastJob = Number.NEGATIVE_INFINITY;
    this.#nextId = contents.nextId;
    for (const indicator of contents.indicators) {
      const stored = keptBy(this.#options, { ...NO_MARKS, ...indicator });
      this.#held.put(stored);
      this.#lagging?.show(stored);
      this.#expiry.note(stored);
    }
    this.#times = new ChangeTimes(this.#clock, this.#held.read().at(-1)?.indicator.modified);
  }

  #newLagging(): LaggingIndex | undefined {
    const { indexLagMs, idOrder } = this.#options;
    return indexLagMs > 0 ? new LaggingIndex(this.#clock, indexLagMs, idOrder) : undefined;
  }

  #known(value: string, type: string | undefined): StoredIndicator {
    const known = this.get(value, type);
    if (known === undefined) {
      throw new UsageError(`XSOAR has no indicator ${shown(value)}.`);
    }
    return known;
  }

  #merge(given: NewIndicator, source: Parameters<typeof merged>[2]): void {
    const known = this.#held.find(given.value, given.type);
    const patch = merged(given, known ?? NOTHING, source);
    if (known === undefined) {
      this.add({ ...patch, value: given.value, indicator_type: given.type });
    } else {
      const { modified } = known;
      // What moves nothing is written all the same: what a source said last is kept.
      this.update(known, moves(patch, known) ? patch : { ...patch, modified });
    }
  }

  #put(stored: StoredIndicator): StoredIndicator {
    const kept = keptBy(this.#options, stored);
    this.#held.put(kept);
    this.#lagging?.put(kept);
    this.#expiry.note(kept);
    return kept;
  }

  /** A `modified` that was given, where it is a time; else the time of a change that is made now. */
  #modified(given: unknown): string {
    return (typeof given === 'string' ? canonicalTime(given) : undefined) ?? this.#times.next();
  }

  /** What is past its date is marked as expired each full hour. */
  #runDueJob(): void {
    const hour = hourOf(this.#clock.now());
    if (hour > this.#lastJob) {
      this.#lastJob = hour;
      for (const indicator of this.#expiry.expired(this.all(), hour)) {
        this.update(indicator, { expirationStatus: 'expired' });
      }
    }
  }
}
