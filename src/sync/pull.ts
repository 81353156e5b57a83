import type { NewIndicator } from '../indicators/new-indicator.ts';
import { Rejection } from '../indicators/rejection.ts';
import { type Rule, readRule } from '../indicators/rule.ts';
import { valueKey } from '../indicators/values.ts';
import { createIndicators } from '../xsoar/create.ts';
import { type Engine, keepReport } from './engine.ts';
import { hashOf, MOST_TIMED, timesByHash } from './memory/hashed.ts';
import { MOST_OWED, type SyncState } from './memory/state.ts';
import { type DueRule, mustBeOwed, planRules, tellPlans, type Worked, withWorked } from './merge.ts';
import { SETTLING_MS } from './two-sides.ts';

/** How many rules are worked out at a time: as many indicators as XSOAR takes at once. */
const CHUNK_SIZE = 2_000;
/** How far the two clocks may differ unnoticed, in ms: XDR's `Date` header has whole seconds. */
const UNNOTICED_MS = 2_000;

/** A state in which there is a pull cursor. */
export type PullState = SyncState & { pullCursor: number };

/**
 * Where a pull cursor begins: the time in XDR, in ms since the epoch, as XDR itself tells it, or a moment before. One
 * that began in the time of an XSOAR whose clock is fast would step over what people change in XDR until then.
 */
export async function pullStart(engine: Engine): Promise<number> {
  // Any answer shows XDR's clock; this question changes nothing, and its answer is short.
  const changes = await engine.xdr.getChanges(Math.floor(engine.tenantNow()));
  await changes.close();
  return Math.floor(engine.tenantNow() - UNNOTICED_MS);
}

/** Brings what people changed in XDR to XSOAR, oldest first; the pull cursor follows what was worked out. */
export async function pull(engine: Engine, state: PullState): Promise<void> {
  const changes = await engine.xdr.getChanges(state.pullCursor);
  try {
    const times = await timesOf(changes.rules());
    await new Pull(engine, state, times).run(changes.rules());
  } finally {
    await changes.close();
  }
}

/** When each rule was changed, in the order in which XDR tells them; -1 where a rule does not say. */
async function timesOf(rules: AsyncIterable<unknown>): Promise<number[]> {
  const times: number[] = [];
  for await (const raw of rules) {
    const rule = readRule(raw);
    times.push(rule instanceof Rejection ? -1 : rule.modified);
  }
  return times;
}

class Pull {
  readonly #engine: Engine;
  readonly #state: PullState;
  readonly #times: readonly number[];
  /** Of each rule, the earliest time of it and all behind it: no cursor may pass what is not worked out yet. */
  readonly #earliest: readonly number[];
  readonly #workedOut: ReadonlyMap<string, number>;
  #done = 0;
  /** When the newest of those that are done was changed. */
  #newest = -1;
  /** How many rules that the cursor does not pass yet can still be remembered. */
  #room: number;

  constructor(engine: Engine, state: PullState, times: readonly number[]) {
    this.#engine = engine;
    this.#state = state;
    this.#times = times;
    this.#earliest = earliestOf(times);
    this.#workedOut = timesByHash(state.workedOut);
    this.#room = MOST_TIMED - this.#workedOut.size;
  }

  async run(rules: AsyncIterable<unknown>): Promise<void> {
    const { budget, clock } = this.#engine;
    let chunk: unknown[] = [];
    let startedAt = clock.now();
    for await (const raw of rules) {
      chunk.push(raw);
      if (chunk.length === CHUNK_SIZE) {
        const canGoOn = await this.#work(chunk);
        if (!canGoOn || !budget.hasTimeFor(clock.now() - startedAt)) {
          return;
        }
        chunk = [];
        startedAt = clock.now();
      }
    }
    if (chunk.length > 0) {
      await this.#work(chunk);
    }
  }

  /** Works out a chunk of rules. @returns false where some must wait for another run */
  async #work(chunk: readonly unknown[]): Promise<boolean> {
    const due = this.#due(chunk);
    const planned = await planRules(this.#engine, this.#state, due);
    const worked = await this.#withinBounds(planned);
    const isWhole = worked.length === planned.length;
    const done = isWhole ? chunk.length : (planned[worked.length]?.position ?? chunk.length) - 1;
    const writes = tellPlans(worked, this.#engine.report);
    await keepReport(this.#engine);
    await this.#write(writes);
    for (const time of this.#times.slice(this.#done, this.#done + done)) {
      this.#newest = Math.max(this.#newest, time);
    }
    this.#done += done;
    await this.#advance(worked);
    return isWhole;
  }

  /** The rules of a chunk that no pull has worked out yet. */
  #due(chunk: readonly unknown[]): DueRule[] {
    const due: DueRule[] = [];
    for (const [place, raw] of chunk.entries()) {
      const rule = readRule(raw);
      if (rule instanceof Rejection) {
        this.#engine.report.notTaken(rule);
      } else if (!this.#isWorkedOut(rule)) {
        due.push({ rule, key: valueKey(rule.value, rule.type), position: place + 1 });
      }
    }
    return due;
  }

  #isWorkedOut(rule: Rule): boolean {
    if (this.#workedOut.size === 0) {
      return false;
    }
    const time = this.#workedOut.get(hashOf(valueKey(rule.value, rule.type)));
    return time !== undefined && time >= rule.modified;
  }

  /** As many rules as the state can remember what it owes them; the others wait until that is settled. */
  async #withinBounds(planned: readonly Worked[]): Promise<readonly Worked[]> {
    const { store, config } = this.#engine;
    if (!config.autoSync || !planned.some(mustBeOwed)) {
      return planned.slice(0, this.#room);
    }
    const { owed } = await store.read();
    const known = new Set(owed.map(({ value, type }) => valueKey(value, type)));
    let room = MOST_OWED - owed.length;
    const end = planned.findIndex((one) => {
      room -= mustBeOwed(one) && !known.has(one.key) ? 1 : 0;
      return room < 0;
    });
    return planned.slice(0, Math.min(this.#room, end === -1 ? planned.length : end));
  }

  async #write(writes: readonly NewIndicator[]): Promise<void> {
    if (writes.length === 0) {
      return;
    }
    const { host, budget, report } = this.#engine;
    const { refused } = await createIndicators(host, writes, () => budget.hasTimeFor(0));
    for (const { indicator, reason } of refused) {
      report.notTaken({
        value: indicator.value,
        reason: `XSOAR did not take it; change it in XSOAR by hand. ${reason}`,
      });
    }
  }

  /**
   * Moves the pull cursor behind what was worked out; never past the time of a rule that is not, since thousands may share
   * one, nor past what is younger than the settling time.
   */
  async #advance(worked: readonly Worked[]): Promise<void> {
    const { store, tenantNow, clock } = this.#engine;
    const settled = Math.floor(tenantNow() - SETTLING_MS);
    const left = this.#earliest[this.#done] ?? Number.POSITIVE_INFINITY;
    const now = clock.now();
    const state = await store.update((before) => {
      const pullCursor = Math.max(before.pullCursor ?? 0, Math.min(this.#newest + 1, settled, left));
      const next = withWorked(before, worked, pullCursor, now);
      return isSame(before, next) ? before : next;
    });
    this.#room = MOST_TIMED - timesByHash(state.workedOut).size;
  }
}

function earliestOf(times: readonly number[]): number[] {
  const earliest = [...times];
  let least = Number.POSITIVE_INFINITY;
  for (let at = earliest.length - 1; at >= 0; at -= 1) {
    const time = earliest[at] ?? -1;
    least = time < 0 ? least : Math.min(least, time);
    earliest[at] = least;
  }
  return earliest;
}

function isSame(one: SyncState, other: SyncState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
