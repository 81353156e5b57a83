import type { Clock } from '../../src/clock.ts';
import type { StoredIoc } from './stored-ioc.ts';

/** What was changed, and when. */
export interface Change {
  readonly ioc: StoredIoc;
  /** Milliseconds since the epoch. */
  readonly changed: number;
  /** A person deleted it. */
  readonly deleted: boolean;
}

/** What a log holds, oldest first. */
export interface LogContents {
  /** Value and time of what is told. */
  changes: [value: string, changed: number][];
  /** What people deleted, and when. */
  deleted: [ioc: StoredIoc, changed: number][];
  lastStamp: number;
}

/** What `get_changes` tells, and the times of all changes. */
export class ChangeLog {
  readonly #clock: Clock;
  /**
   * When an IOC was last changed by a person, or its status by anybody. A value is taken out and put in again at each
   * change, so the order is the order of the changes. A later push by XSOAR leaves it: what a person did would otherwise
   * never reach XSOAR.
   */
  readonly #changes: Map<string, number>;
  /** What people deleted, by value. It is told though XSOAR makes the IOC anew: that one is another rule. */
  readonly #deleted: Map<string, [ioc: StoredIoc, changed: number]>;
  #lastStamp: number;

  constructor(clock: Clock, { changes, deleted, lastStamp }: Partial<LogContents> = {}) {
    this.#clock = clock;
    this.#changes = new Map(changes);
    this.#deleted = new Map(deleted?.map((one) => [one[0].value, one]));
    this.#lastStamp = lastStamp ?? 0;
  }

  /** The time of a change that nobody is told of. */
  untold(): number {
    return Math.max(Math.floor(this.#clock.now()), this.#lastStamp);
  }

  /**
   * Tells that an IOC is changed now.
   * @param apart how much later that is than what was told last, in ms: with 1, a cursor can stand between the two
   * @returns when that is
   */
  tell(value: string, apart: 0 | 1): number {
    const changed = this.#stamp(apart);
    this.#changes.delete(value);
    this.#changes.set(value, changed);
    return changed;
  }

  /** Tells once more of an IOC, as deleted. */
  tellDeleted(ioc: StoredIoc): void {
    this.#deleted.delete(ioc.value);
    this.#deleted.set(ioc.value, [ioc, this.#stamp(1)]);
  }

  /** Tells nothing more of a value. */
  forget(value: string): void {
    this.#changes.delete(value);
  }

  /** What was changed since then (that millisecond included), oldest first. */
  since(since: number, find: (value: string) => StoredIoc | undefined): Change[] {
    const found: Change[] = [];
    for (const [value, changed] of this.#changes) {
      const ioc = changed >= since ? find(value) : undefined;
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

  /** Now, and at least so much later than what was told last. */
  #stamp(apart: 0 | 1): number {
    this.#lastStamp = Math.max(this.untold(), this.#lastStamp + apart);
    return this.#lastStamp;
  }

  contents(): LogContents {
    return {
      changes: [...this.#changes],
      deleted: [...this.#deleted.values()],
      lastStamp: this.#lastStamp,
    };
  }
}
