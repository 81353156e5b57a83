import type { Clock } from '../../src/clock.ts';
import { UsageError } from '../../src/errors.ts';
import { type Change, ChangeLog, type LogContents } from './change-log.ts';
import { Hits, type HitsOf } from './hits.ts';
import { IocMap } from './ioc-map.ts';
import type { Author, Draft, IocType, Source, Status, StoredIoc } from './stored-ioc.ts';

/** An id, and when the first IOC from this id on was made, in ms. */
type Birth = [id: number, time: number];

/** All that a store holds, for a snapshot. */
export interface StoreContents extends LogContents {
  iocs: StoredIoc[];
  hits: [value: string, hits: HitsOf][];
  births: Birth[];
  nextId: number;
}

/** The tenant's IOCs by value, and what `get_changes` tells of them. */
export class IocStore {
  readonly #clock: Clock;
  readonly #limit: number;
  #iocs = new IocMap();
  #log: ChangeLog;
  #hits = new Hits();
  /**
   * When the IOCs were made. Ids are given in order, thousands of them in one moment: only the first of a moment is kept, so
   * a million IOCs cost a few entries.
   */
  #births: Birth[] = [];
  #nextId = 1;

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#log = new ChangeLog(clock);
  }

  get size(): number {
    return this.#live.size;
  }

  /** The IOC with a value. Of a given type: the one that a push of this value and type would change. */
  get(value: string, type?: IocType): StoredIoc | undefined {
    return this.#live.find(value, type);
  }

  all(): Iterable<StoredIoc> {
    return this.#live.values();
  }

  /** Inserts or updates, all or (where there is no room) none. Answers the values that stay disabled. */
  put(drafts: readonly Draft[], by: Author): Set<string> {
    this.#ensureRoom(drafts);
    const disabled = new Set<string>();
    for (const draft of drafts) {
      const known = this.#iocs.find(draft.value, draft.type);
      if (known?.status === 'DISABLED' && draft.status === 'ENABLED') {
        disabled.add(draft.value);
      }
      this.#adopt(draft, known, by === 'XSOAR' ? 'XSOAR TIM' : (known?.source ?? 'XDR'), by);
    }
    return disabled;
  }

  /** Makes these the IOCs that came from XSOAR: the others that did are removed, those of people stay. */
  replaceXsoarSet(drafts: ReadonlyMap<string, Draft>, by: Author): void {
    const known = [...drafts.values()].map(({ value, type }) => this.get(value, type)?.id);
    const named = new Set(known.filter((id) => id !== undefined));
    const gone = [...this.all()].filter(({ source, id }) => source === 'XSOAR TIM' && !named.has(id));
    this.#ensureLimit(this.size - gone.length - named.size + drafts.size);
    for (const ioc of gone) {
      this.remove(ioc);
    }
    for (const draft of drafts.values()) {
      this.#adopt(draft, this.#iocs.find(draft.value, draft.type), 'XSOAR TIM', by);
    }
  }

  /**
   * Sets a status, and tells it, whoever sets it. Passed over are values that the tenant does not know, or that have
   * this status already; and where XSOAR disables, what did not come from XSOAR.
   */
  setStatus(values: readonly string[], status: Status, by: Author): void {
    const spares = by === 'XSOAR' && status === 'DISABLED';
    for (const value of values) {
      const known = this.get(value);
      if (known === undefined || known.status === status || (spares && known.source !== 'XSOAR TIM')) {
        continue;
      }
      // One call for thousands: they share a millisecond, as they do in a real tenant.
      this.change(known, { status }, by === 'XSOAR' ? 0 : 1);
    }
  }

  /** Changes a known IOC, and tells it: so many ms after what was told last. */
  change(known: StoredIoc, patch: Partial<StoredIoc>, apart: 0 | 1 = 1): StoredIoc {
    const changed = { ...known, ...patch, modified: this.#log.tell(known.value, apart) };
    this.#iocs.put(changed, known);
    return changed;
  }

  /** Forgets an IOC, and that anybody changed it: nothing is told. */
  remove(ioc: StoredIoc): void {
    this.#iocs.delete(ioc);
    this.#log.forget(ioc.value);
    this.#hits.forget(ioc.value);
  }

  /** A person deletes an IOC: it is told once more, as deleted. */
  removeByPerson(ioc: StoredIoc): StoredIoc {
    this.remove(ioc);
    this.#log.tellDeleted(ioc);
    return ioc;
  }

  /** An enabled IOC is hit; too many hits in a day disable it, and that is told. */
  hit(known: StoredIoc, hits: number): StoredIoc {
    const tooMany = known.status === 'ENABLED' && this.#hits.add(known.value, hits, this.#clock.now());
    return tooMany ? this.change(known, { status: 'DISABLED' }) : known;
  }

  /** How often an IOC was hit. */
  hitsOf({ value }: StoredIoc): number {
    return this.#hits.of(value);
  }

  /** When an IOC was made, in ms. */
  createdAt({ id, modified }: StoredIoc): number {
    return this.#births.findLast(([first]) => first <= id)?.[1] ?? modified;
  }

  /** What was changed since then (that millisecond included), oldest first. */
  changesSince(since: number): Change[] {
    const live = this.#live;
    return this.#log.since(since, (value) => live.find(value));
  }

  /** All that is held. The IOCs are shared, not copied: they never change. */
  contents(): StoreContents {
    return {
      iocs: [...this.all()],
      hits: this.#hits.contents(),
      births: [...this.#births],
      nextId: this.#nextId,
      ...this.#log.contents(),
    };
  }

  /** Takes the place of all that was held; the caller has checked it. */
  replaceContents(contents: StoreContents): void {
    this.#iocs = new IocMap();
    for (const ioc of contents.iocs) {
      this.#iocs.put(ioc, undefined);
    }
    this.#log = new ChangeLog(this.#clock, contents);
    this.#hits = new Hits(contents.hits);
    this.#births = [...contents.births];
    this.#nextId = contents.nextId;
  }

  #adopt(draft: Draft, known: StoredIoc | undefined, source: Source, by: Author): void {
    // The first spelling stays.
    draft.value = known?.value ?? draft.value;
    draft.id = known?.id ?? this.#nextId++;
    draft.source = source;
    if (known?.status === 'DISABLED') {
      draft.status = 'DISABLED';
    }
    // Only what a person changes is told.
    draft.modified = by === 'XSOAR' ? this.#log.untold() : this.#log.tell(draft.value, 1);
    if (known === undefined && this.#births.at(-1)?.[1] !== draft.modified) {
      this.#births.push([draft.id, draft.modified]);
    }
    this.#iocs.put(draft, known);
  }

  /** The IOCs, after XDR has removed those past their expiration date, without a word. */
  get #live(): IocMap {
    for (const ioc of this.#iocs.expired(this.#clock.now())) {
      this.remove(ioc);
    }
    return this.#iocs;
  }

  #ensureRoom(drafts: readonly Draft[]): void {
    if (this.size + drafts.length > this.#limit) {
      const fresh = drafts.filter(({ value, type }) => this.get(value, type) === undefined);
      this.#ensureLimit(this.size + new Set(fresh.map(({ value }) => value)).size);
    }
  }

  #ensureLimit(size: number): void {
    if (size > this.#limit) {
      const limit = this.#limit.toLocaleString('en-US');
      throw new UsageError(`A tenant holds at most ${limit} IOCs; nothing was stored.`);
    }
  }
}
