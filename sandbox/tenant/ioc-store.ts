import type { Clock } from '../../src/clock.ts';
import { UsageError } from '../../src/errors.ts';
import { type Birth, Births } from './births.ts';
import { Hits, type HitsOf } from './hits.ts';
import { IocMap } from './ioc-map.ts';
import type { Author, Draft, IocType, Source, Status, StoredIoc } from './stored-ioc.ts';

/** How many IOCs a tenant can hold. */
export const IOC_LIMIT = 4_000_000;

/** What was changed, and when. */
export interface Change {
  readonly ioc: StoredIoc;
  /** Milliseconds since the epoch. */
  readonly changed: number;
  /** A person deleted it. */
  readonly deleted: boolean;
}

/** All that a store holds, for a snapshot. */
export interface StoreContents {
  iocs: StoredIoc[];
  /** Value and time of what is told, oldest first. */
  changes: [value: string, changed: number][];
  /** What people deleted, and when, oldest first. */
  deleted: [ioc: StoredIoc, changed: number][];
  hits: [value: string, hits: HitsOf][];
  births: Birth[];
  nextId: number;
  lastStamp: number;
}

/** The tenant's IOCs by value, and what `get_changes` tells of them. */
export class IocStore {
  readonly #clock: Clock;
  readonly #limit: number;
  #iocs = new IocMap();
  /**
   * When an IOC was last changed by a person, or its status by anybody. A value is taken out and put in again at each
   * change, so the order is the order of the changes. A later push by XSOAR leaves it: what a person did would otherwise
   * never reach XSOAR.
   */
  #changes = new Map<string, number>();
  /** What people deleted, by value. It is told though XSOAR makes the IOC anew: that one is another rule. */
  #deleted = new Map<string, [ioc: StoredIoc, changed: number]>();
  #hits = new Hits();
  #births = new Births();
  #nextId = 1;
  #lastStamp = 0;
  /** When the next IOC expires, in ms. */
  #nextExpiry = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  get size(): number {
    this.#removeExpired();
    return this.#iocs.size;
  }

  /** The IOC with a value. Of a given type: the one that a push of this value and type would change. */
  get(value: string, type?: IocType): StoredIoc | undefined {
    this.#removeExpired();
    return this.#iocs.find(value, type);
  }

  all(): Iterable<StoredIoc> {
    this.#removeExpired();
    return this.#iocs.values();
  }

  /** Inserts or updates, all or (where there is no room) none. Answers the values that stay disabled. */
  put(drafts: readonly Draft[], by: Author): Set<string> {
    this.#removeExpired();
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
    this.#removeExpired();
    const named = new Set<number>();
    for (const { value, type } of drafts.values()) {
      const known = this.#iocs.find(value, type);
      if (known !== undefined) {
        named.add(known.id);
      }
    }
    const gone: StoredIoc[] = [];
    for (const ioc of this.#iocs.values()) {
      if (ioc.source === 'XSOAR TIM' && !named.has(ioc.id)) {
        gone.push(ioc);
      }
    }
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
    this.#removeExpired();
    const spares = by === 'XSOAR' && status === 'DISABLED';
    for (const value of values) {
      const known = this.#iocs.find(value);
      if (known === undefined || known.status === status || (spares && known.source !== 'XSOAR TIM')) {
        continue;
      }
      // One call for thousands: they share a millisecond, as they do in a real tenant.
      const changed = by === 'XSOAR' ? this.#laterOf(0) : this.#laterOf(1);
      this.#tell(known.value, changed);
      this.#iocs.put({ ...known, status, modified: changed }, known);
    }
  }

  /** A person's change of a known IOC. */
  change(known: StoredIoc, patch: Partial<StoredIoc>): StoredIoc {
    const changed = { ...known, ...patch, modified: this.#stamp(known.value, 'person') };
    this.#iocs.put(changed, known);
    this.#noteExpiry(changed);
    return changed;
  }

  /** Forgets an IOC, and that anybody changed it: nothing is told. */
  remove(ioc: StoredIoc): void {
    this.#iocs.delete(ioc);
    this.#changes.delete(ioc.value);
    this.#hits.forget(ioc.value);
  }

  /** A person deletes an IOC: it is told once more, as deleted. */
  removeByPerson(ioc: StoredIoc): void {
    this.remove(ioc);
    this.#deleted.delete(ioc.value);
    this.#deleted.set(ioc.value, [ioc, this.#laterOf(1)]);
  }

  /** An enabled IOC is hit; too many hits in a day disable it, and that is told. */
  hit(known: StoredIoc, hits: number): StoredIoc {
    if (known.status === 'DISABLED' || !this.#hits.add(known.value, hits, this.#clock.now())) {
      return known;
    }
    return this.change(known, { status: 'DISABLED' });
  }

  /** How often an IOC was hit. */
  hitsOf({ value }: StoredIoc): number {
    return this.#hits.of(value);
  }

  /** When an IOC was made, in ms. */
  createdAt({ id, modified }: StoredIoc): number {
    return this.#births.of(id) ?? modified;
  }

  /** What was changed since then (that millisecond included), oldest first. */
  changesSince(since: number): Change[] {
    this.#removeExpired();
    const found: Change[] = [];
    for (const [value, changed] of this.#changes) {
      const ioc = changed >= since ? this.#iocs.find(value) : undefined;
      if (ioc !== undefined) {
        found.push({ ioc, changed, deleted: false });
      }
    }
    for (const [ioc, changed] of this.#deleted.values()) {
      if (changed >= since) {
        found.push({ ioc, changed, deleted: true });
      }
    }
    return found.sort((one, other) => one.changed - other.changed);
  }

  /** All that is held. The IOCs are shared, not copied: they never change. */
  contents(): StoreContents {
    return {
      iocs: [...this.all()],
      changes: [...this.#changes],
      deleted: [...this.#deleted.values()],
      hits: this.#hits.contents(),
      births: this.#births.contents(),
      nextId: this.#nextId,
      lastStamp: this.#lastStamp,
    };
  }

  /** Takes the place of all that was held; the caller has checked it. */
  replaceContents(contents: StoreContents): void {
    this.#iocs = new IocMap();
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const ioc of contents.iocs) {
      this.#iocs.put(ioc, undefined);
      this.#noteExpiry(ioc);
    }
    this.#changes = new Map(contents.changes);
    this.#deleted = new Map(contents.deleted.map((deleted) => [deleted[0].value, deleted]));
    this.#hits = new Hits(contents.hits);
    this.#births = new Births(contents.births);
    this.#nextId = contents.nextId;
    this.#lastStamp = contents.lastStamp;
  }

  #adopt(draft: Draft, known: StoredIoc | undefined, source: Source, by: Author): void {
    // The first spelling stays.
    draft.value = known?.value ?? draft.value;
    draft.id = known?.id ?? this.#nextId++;
    draft.source = source;
    if (known?.status === 'DISABLED') {
      draft.status = 'DISABLED';
    }
    draft.modified = this.#stamp(draft.value, by);
    if (known === undefined) {
      this.#births.note(draft.id, draft.modified);
    }
    this.#iocs.put(draft, known);
    this.#noteExpiry(draft);
  }

  /** The time of a change; a person's is told. */
  #stamp(value: string, by: Author): number {
    if (by === 'XSOAR') {
      return Math.max(Math.floor(this.#clock.now()), this.#lastStamp);
    }
    const changed = this.#laterOf(1);
    this.#tell(value, changed);
    return changed;
  }

  /** Now, and at least so much later than what was told last: with 1, a cursor can stand between the two. */
  #laterOf(milliseconds: number): number {
    this.#lastStamp = Math.max(Math.floor(this.#clock.now()), this.#lastStamp + milliseconds);
    return this.#lastStamp;
  }

  #tell(value: string, changed: number): void {
    this.#changes.delete(value);
    this.#changes.set(value, changed);
  }

  #noteExpiry({ expiration }: StoredIoc): void {
    if (expiration !== -1) {
      this.#nextExpiry = Math.min(this.#nextExpiry, expiration);
    }
  }

  /** XDR removes an IOC at its expiration date, without a word. */
  #removeExpired(): void {
    const now = this.#clock.now();
    if (now < this.#nextExpiry) {
      return;
    }
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const ioc of [...this.#iocs.values()]) {
      if (ioc.expiration !== -1 && ioc.expiration <= now) {
        this.remove(ioc);
      } else {
        this.#noteExpiry(ioc);
      }
    }
  }

  #ensureRoom(drafts: readonly Draft[]): void {
    if (this.size + drafts.length > this.#limit) {
      const fresh = new Set(
        drafts
          .filter(({ value, type }) => this.#iocs.find(value, type) === undefined)
          .map(({ value }) => value),
      );
      this.#ensureLimit(this.size + fresh.size);
    }
  }

  #ensureLimit(size: number): void {
    if (size > this.#limit) {
      throw new UsageError(
        `A tenant holds at most ${this.#limit.toLocaleString('en-US')} IOCs; nothing was stored.`,
      );
    }
  }
}
