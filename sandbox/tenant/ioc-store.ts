import type { Clock } from '../../src/clock.ts';
import { UsageError } from '../../src/errors.ts';
import type { Author, Draft, Source, Status, StoredIoc } from './stored-ioc.ts';

/** How many IOCs a tenant can hold. */
export const IOC_LIMIT = 4_000_000;

/** What a person changed, and when. */
export interface Change {
  readonly ioc: StoredIoc;
  /** Milliseconds since the epoch; no two changes share one. */
  readonly changed: number;
}

/** All that a store holds, for a snapshot. */
export interface StoreContents {
  iocs: StoredIoc[];
  /** Value and time of what people changed last, oldest first. */
  changes: [value: string, changed: number][];
  nextId: number;
  lastStamp: number;
}

/** The tenant's IOCs by value, and what people changed of them. */
export class IocStore {
  readonly #clock: Clock;
  readonly #limit: number;
  #iocs = new Map<string, StoredIoc>();
  /**
   * When a person last changed an IOC. A value is taken out and put in again at each change, so the order is the
   * order of the changes. A later push by XSOAR leaves it: what a person did would otherwise never reach XSOAR.
   */
  #changes = new Map<string, number>();
  #nextId = 1;
  #lastStamp = 0;

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  get size(): number {
    return this.#iocs.size;
  }

  get(value: string): StoredIoc | undefined {
    return this.#iocs.get(value);
  }

  all(): Iterable<StoredIoc> {
    return this.#iocs.values();
  }

  /** Inserts or updates, all or (where there is no room) none. Answers the values that stay disabled. */
  put(drafts: readonly Draft[], by: Author): Set<string> {
    this.#ensureRoom(drafts);
    const disabled = new Set<string>();
    for (const draft of drafts) {
      const known = this.#iocs.get(draft.value);
      if (known?.status === 'DISABLED' && draft.status === 'ENABLED') {
        disabled.add(draft.value);
      }
      this.#adopt(draft, by === 'XSOAR' ? 'XSOAR TIM' : (known?.source ?? 'XDR'), by);
    }
    return disabled;
  }

  /** Makes these the IOCs that came from XSOAR: the others that did are removed, those of people stay. */
  replaceXsoarSet(drafts: ReadonlyMap<string, Draft>, by: Author): void {
    const goes = (ioc: StoredIoc): boolean => ioc.source === 'XSOAR TIM' && !drafts.has(ioc.value);
    let after = drafts.size;
    for (const ioc of this.#iocs.values()) {
      after += goes(ioc) || drafts.has(ioc.value) ? 0 : 1;
    }
    this.#ensureLimit(after);
    for (const ioc of this.#iocs.values()) {
      if (goes(ioc)) {
        this.remove(ioc.value);
      }
    }
    for (const draft of drafts.values()) {
      this.#adopt(draft, 'XSOAR TIM', by);
    }
  }

  /** Values that the tenant does not know, or that have this status already, are passed over. */
  setStatus(values: readonly string[], status: Status, by: Author): void {
    for (const value of values) {
      const known = this.#iocs.get(value);
      if (known !== undefined && known.status !== status) {
        this.#iocs.set(value, { ...known, status, modified: this.#stamp(value, by) });
      }
    }
  }

  /** A person's change of a known IOC. */
  change(known: StoredIoc, patch: Partial<StoredIoc>): StoredIoc {
    const changed = { ...known, ...patch, modified: this.#stamp(known.value, 'person') };
    this.#iocs.set(known.value, changed);
    return changed;
  }

  /** Forgets an IOC, and that anybody changed it. */
  remove(value: string): void {
    this.#iocs.delete(value);
    this.#changes.delete(value);
  }

  /** What people changed since then (that millisecond included), oldest first. */
  changesSince(since: number): Change[] {
    const found: Change[] = [];
    for (const [value, changed] of this.#changes) {
      const ioc = changed >= since ? this.#iocs.get(value) : undefined;
      if (ioc !== undefined) {
        found.push({ ioc, changed });
      }
    }
    return found;
  }

  /** All that is held. The IOCs are shared, not copied: they never change. */
  contents(): StoreContents {
    return {
      iocs: [...this.#iocs.values()],
      changes: [...this.#changes],
      nextId: this.#nextId,
      lastStamp: this.#lastStamp,
    };
  }

  /** Takes the place of all that was held; the caller has checked it. */
  replaceContents(contents: StoreContents): void {
    this.#iocs = new Map(contents.iocs.map((ioc) => [ioc.value, ioc]));
    this.#changes = new Map(contents.changes);
    this.#nextId = contents.nextId;
    this.#lastStamp = contents.lastStamp;
  }

  #adopt(draft: Draft, source: Source, by: Author): void {
    const known = this.#iocs.get(draft.value);
    draft.id = known?.id ?? this.#nextId++;
    draft.source = source;
    if (known?.status === 'DISABLED') {
      draft.status = 'DISABLED';
    }
    draft.modified = this.#stamp(draft.value, by);
    this.#iocs.set(draft.value, draft);
  }

  /** The time of a change; for a person's, strictly later than any before it, so that a cursor can stand between. */
  #stamp(value: string, by: Author): number {
    const now = Math.floor(this.#clock.now());
    if (by === 'XSOAR') {
      return Math.max(now, this.#lastStamp);
    }
    this.#lastStamp = Math.max(now, this.#lastStamp + 1);
    this.#changes.delete(value);
    this.#changes.set(value, this.#lastStamp);
    return this.#lastStamp;
  }

  #ensureRoom(drafts: readonly Draft[]): void {
    if (this.size + drafts.length > this.#limit) {
      const fresh = new Set(drafts.map((draft) => draft.value).filter((value) => !this.#iocs.has(value)));
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
