import { Rejection } from '../indicators/rejection.ts';
import { type Rule, readRule } from '../indicators/rule.ts';
import { valueKey } from '../indicators/values.ts';
import { type Engine, keepReport } from './engine.ts';
import type { TypedValue } from './find.ts';
import { hashOf, timesByHash } from './memory/hashed.ts';
import { OwnDoings } from './memory/own-status.ts';
import type { SyncState } from './memory/state.ts';
import type { OwnDoing, Waiting } from './two-sides.ts';

/** How many rules are kept whole, to tell what a push overwrites. */
const MOST_WHOLE = 2_000;

/**
 * What people changed in XDR and no pull has worked out yet, by value. The answer of `get_changes` may be huge: of each
 * rule only the value and a time are kept, and the first ones whole.
 */
export class WaitingRules {
  readonly #engine: Engine;
  readonly #changed = new Map<string, number>();
  readonly #deleted = new Map<string, number>();
  readonly #whole = new Map<string, Rule>();
  readonly #workedOut: ReadonlyMap<string, number>;
  readonly #deletedBefore: ReadonlyMap<string, number>;
  #own: OwnDoings;
  #since: number;

  private constructor(engine: Engine, state: SyncState, since: number) {
    this.#engine = engine;
    this.#workedOut = timesByHash(state.workedOut);
    this.#deletedBefore = timesByHash(state.deleted);
    this.#own = new OwnDoings(state.ownStatus);
    this.#since = since;
  }

  /** Asks XDR for them. @throws XdrError when it does not answer */
  static async ask(engine: Engine, state: SyncState): Promise<WaitingRules> {
    const waiting = new WaitingRules(engine, state, Math.floor(state.pullCursor ?? engine.tenantNow()));
    await waiting.askAgain();
    return waiting;
  }

  /** Whether nothing holds any push back. */
  get isEmpty(): boolean {
    return this.#changed.size === 0 && this.#deleted.size === 0 && this.#deletedBefore.size === 0;
  }

  /** How many IOCs people changed or deleted. */
  get count(): number {
    return this.#changed.size + this.#deleted.size;
  }

  /** Asks for what was changed since the last time. @returns the keys of the values that are new among them */
  async askAgain(): Promise<ReadonlySet<string>> {
    const fresh = new Set<string>();
    const changes = await this.#engine.xdr.getChanges(this.#since);
    try {
      for await (const raw of changes.rules()) {
        const rule = readRule(raw);
        if (!(rule instanceof Rejection)) {
          this.#add(rule, fresh);
        }
      }
    } finally {
      await changes.close();
    }
    return fresh;
  }

  /** What waits for a value; undefined where nothing does. */
  of(key: string): Waiting | undefined {
    const changedAt = this.#changed.get(key);
    const deletedAt =
      this.#deleted.get(key) ??
      (this.#deletedBefore.size === 0 ? undefined : this.#deletedBefore.get(hashOf(key)));
    return changedAt === undefined && deletedAt === undefined ? undefined : { changedAt, deletedAt };
  }

  /** Whether a person's own change of the status waits: not one that this integration made. */
  hasStatusOf(key: string): boolean {
    const rule = this.#whole.get(key);
    return this.#changed.has(key) && (rule === undefined || this.#own.of(rule, key) === 'none');
  }

  /** The rules that wait, as far as they are kept whole. */
  whole(): Iterable<readonly [key: string, rule: Rule]> {
    return this.#whole;
  }

  /** The rule that waits for a value, where it is kept whole. */
  ruleOf(key: string): Rule | undefined {
    return this.#whole.get(key);
  }

  /**
   * Asks once more, and tells what a person changed and no pull has taken yet; what was told is stored.
   * @param tell of one value, and the rule that waits for it
   */
  async tellOf(values: readonly TypedValue[], tell: (value: TypedValue, rule: Rule) => void): Promise<void> {
    await this.askAgain();
    for (const one of values) {
      const key = valueKey(one.value, one.type);
      const rule = this.ruleOf(key);
      if (rule !== undefined && this.doingOf(rule, key) === 'none') {
        tell(one, rule);
      }
    }
    await keepReport(this.#engine);
  }

  /** Learns what this run has enabled or disabled itself. */
  learn(state: Pick<SyncState, 'ownStatus'>): void {
    this.#own = new OwnDoings(state.ownStatus);
  }

  /** How much of a rule is this integration's own doing. */
  doingOf(rule: Rule, key: string): OwnDoing {
    return this.#own.of(rule, key);
  }

  /** Whether this integration disabled it when the indicator left. */
  isRetired(key: string): boolean {
    return this.#own.isRetired(key);
  }

  #add(rule: Rule, fresh: Set<string>): void {
    this.#since = Math.max(this.#since, rule.modified);
    const key = valueKey(rule.value, rule.type);
    if (this.#isKnown(rule, key)) {
      return;
    }
    const times = rule.deleted ? this.#deleted : this.#changed;
    if (times.get(key) !== rule.modified) {
      times.set(key, rule.modified);
      fresh.add(key);
    }
    if (!rule.deleted && (this.#whole.size < MOST_WHOLE || this.#whole.has(key))) {
      this.#whole.set(key, rule);
    }
  }

  /** Whether nobody needs to look at a rule any more: a pull has, or it is this integration's own doing. */
  #isKnown(rule: Rule, key: string): boolean {
    const workedOut = this.#workedOut.size === 0 ? undefined : this.#workedOut.get(hashOf(key));
    return (workedOut !== undefined && workedOut >= rule.modified) || this.#own.of(rule, key) === 'all';
  }
}
