import type { Ioc } from '../indicators/ioc.ts';
import { isRecord, NOTHING } from '../indicators/json.ts';
import type { PackedIocs } from '../indicators/packed-iocs.ts';
import { xdrStatus } from '../indicators/status.ts';
import { valueKey } from '../indicators/values.ts';
import type { Batch } from './batches.ts';
import { type Engine, offsetOf } from './engine.ts';
import { hashOf, timedHashes, timesByHash } from './memory/hashed.ts';
import { remembersValues, withoutHashes } from './memory/own-status.ts';
import type { Refused } from './memory/refusals.ts';
import { MOST_HELD_BACK, MOST_OWED, type Owed, type SyncState } from './memory/state.ts';
import { modifiedOf, overwrittenBy, planPush, planRule, type Sides } from './two-sides.ts';
import type { WaitingRules } from './waiting.ts';

/** Rules that were told as overwritten: hashes of their values, and their times. */
export type Overwritten = readonly (readonly [hash: string, time: number])[];

/** Holds back from a push what must wait, as the rules of `two-sides.ts` say, and tells what is overwritten. */
export class Holding {
  readonly #engine: Engine;
  readonly #waiting: WaitingRules;
  readonly #sides: Sides;
  readonly #ownWrites: ReadonlyMap<string, Owed>;
  #overwritten: [hash: string, time: number][] = [];
  /** When the rules were changed that were told, by key. */
  readonly #told = new Map<string, number>();
  readonly #toEnable: Owed[] = [];
  #room: number;
  #isFullTold = false;

  constructor(engine: Engine, waiting: WaitingRules, sides: Sides, state: SyncState) {
    this.#engine = engine;
    this.#sides = sides;
    this.#waiting = waiting;
    this.#room = MOST_HELD_BACK - state.owed.length;
    const written = state.owed.filter(({ modified }) => modified !== undefined);
    this.#ownWrites = new Map(written.map((owed) => [valueKey(owed.value, owed.type), owed]));
  }

  /** Whether nothing is held back at all: most runs. */
  get isIdle(): boolean {
    return this.#waiting.isEmpty && this.#ownWrites.size === 0;
  }

  /** Whether an indicator may be pushed; what may not is put where it belongs. */
  lets(indicator: unknown, ioc: Ioc, key: string, batch: Batch): boolean {
    const x = isRecord(indicator) ? indicator : NOTHING;
    const { clock, config, report } = this.#engine;
    const now = clock.now();
    const waiting = this.#waiting.of(key);
    const plan = planPush(
      { modified: modifiedOf(x), modifiedText: String(x.modified) },
      waiting,
      this.#ownWrites.get(key),
      now,
      { canTake: config.fetchIndicators, offset: offsetOf(this.#engine) },
    );
    if (plan === 'deleted in XDR') {
      this.#tellDeleted(ioc);
      return false;
    }
    if (plan === 'not shown yet') {
      // It is owed already.
      report.keptOut({ value: ioc.indicator, type: ioc.type, reason: NOT_SHOWN, kind: 'not-shown' });
      return false;
    }
    if (plan === 'hold back' && this.#isEcho(key, x)) {
      return true;
    }
    if (plan === 'hold back' && this.#takesRoom()) {
      this.#hold(batch, ioc, now);
      return false;
    }
    this.tellIfWaiting(key, x);
    return true;
  }

  /** Whether nobody has changed anything: then there is nothing to wait for. What XDR merely lacks, this push brings. */
  #isEcho(key: string, x: Record<string, unknown>): boolean {
    const rule = this.#waiting.ruleOf(key);
    const held = { x, siblings: [x], matches: true };
    if (rule === undefined) {
      return false;
    }
    const { kind } = planRule(rule, held, this.#sides, this.#waiting.doingOf(rule, key));
    return kind === 'echo' || kind === 'old';
  }

  /**
   * Tells what a push replaces in XDR, where a rule waits, once. A rule that is too many to be kept whole is told by its
   * time alone.
   * @param x the indicator, where it is at hand
   */
  tellIfWaiting(key: string, x: Record<string, unknown> | undefined, value = String(x?.value)): void {
    const changedAt = this.#waiting.of(key)?.changedAt;
    if (changedAt === undefined || this.#told.get(key) === changedAt) {
      return;
    }
    const rule = this.#waiting.ruleOf(key);
    const differences =
      rule === undefined || x === undefined
        ? undefined
        : overwrittenBy(x, rule, this.#sides, this.#engine.config.fetchIndicators);
    if (differences === undefined || differences.length > 0) {
      this.#engine.report.overwritten(value, changedAt, differences ?? rule);
    }
    this.#told.set(key, changedAt);
    // One that fetches still takes what the push has left of it.
    if (!this.#engine.config.fetchIndicators) {
      this.#overwritten.push([hashOf(key), changedAt]);
    }
  }

  /** Tells the changes of IOCs that a full sync takes out of XDR: all that wait, but for those that were told. */
  tellRemoved(): void {
    for (const [key, rule] of this.#waiting.whole()) {
      if (rule.fromXsoar && !this.#told.has(key)) {
        this.#engine.report.deletedWith(rule.value, rule);
      }
    }
  }

  /** Tells what an IOC in the file of a full sync replaces, where a rule waits for it. */
  tellIfOverwritten(ioc: Ioc, x: unknown): void {
    const key = valueKey(ioc.indicator, ioc.type);
    const indicator = isRecord(x) ? x : NOTHING;
    this.tellIfWaiting(key, indicator, ioc.indicator);
    // A file enables nothing: that is left to the next push.
    const isChanged = this.#waiting.of(key)?.changedAt !== undefined;
    if (isChanged && xdrStatus(indicator.CustomFields) === 'ENABLED') {
      this.#toEnable.push({ value: ioc.indicator, type: ioc.type, at: this.#engine.clock.now() });
    }
  }

  /** What a full sync leaves to the next push. */
  get toEnable(): readonly Owed[] {
    return this.#toEnable;
  }

  /** The rules that were told as overwritten since this was asked: they need not be told again. */
  takeOverwritten(): Overwritten {
    const told = this.#overwritten;
    this.#overwritten = [];
    return told;
  }

  /** The IOCs of a batch to send: without those for which a rule has come to wait since they were read. */
  select(batch: Batch, late: ReadonlySet<string>): PackedIocs | readonly Ioc[] {
    if (late.size === 0) {
      return batch.toSend();
    }
    const now = this.#engine.clock.now();
    return batch.toSend((ioc, key) => {
      if (!late.has(key)) {
        return true;
      }
      if (this.#waiting.of(key)?.changedAt === undefined) {
        this.#tellDeleted(ioc);
        return false;
      }
      if (this.#engine.config.fetchIndicators && this.#takesRoom()) {
        this.#hold(batch, ioc, now);
        return false;
      }
      // Told already, and since then this run has enabled it: XDR tells that as another change.
      if (!(this.#told.has(key) && this.#isOwnCall(key))) {
        this.tellIfWaiting(key, undefined, ioc.indicator);
      }
      return true;
    });
  }

  #isOwnCall(key: string): boolean {
    const rule = this.#waiting.ruleOf(key);
    return rule !== undefined && this.#waiting.doingOf(rule, key) === 'time';
  }

  #hold(batch: Batch, ioc: Ioc, now: number): void {
    const until = this.#sides.pushedUntil;
    batch.heldBack.push({
      value: ioc.indicator,
      type: ioc.type,
      at: now,
      ...(until === undefined ? {} : { until }),
    });
    this.#engine.report.heldBack(ioc.indicator, ioc.type);
  }

  #tellDeleted({ indicator: value, type }: Ioc): void {
    const { report } = this.#engine;
    report.remark(value, DELETED);
    report.keptOut({ value, type, reason: DELETED, kind: 'deleted' });
  }

  #takesRoom(): boolean {
    if (this.#room <= 0 && !this.#isFullTold) {
      this.#isFullTold = true;
      this.#engine.report.tell(
        `More than ${MOST_HELD_BACK.toLocaleString('en-US')} indicators wait for changes in XDR: from here on they are pushed, and what they overwrite is told.`,
      );
    }
    this.#room -= 1;
    return this.#room >= 0;
  }
}

const DELETED =
  'Somebody deleted it in XDR: it is not sent again until it is modified in XSOAR, or pushed by name.';

const NOT_SHOWN = 'XSOAR does not show yet what this integration has written to it; a later push sends it.';

/** A list of what is owed with more in it: each value once, the newer entry, at most as many as are kept. */
export function withOwed(owed: readonly Owed[], more: readonly Owed[]): readonly Owed[] {
  if (more.length === 0) {
    return owed;
  }
  const byKey = new Map(owed.map((one) => [valueKey(one.value, one.type), one]));
  for (const one of more) {
    const key = valueKey(one.value, one.type);
    const before = byKey.get(key);
    const until = before?.until ?? one.until;
    byKey.set(key, { ...before, ...one, ...(until === undefined ? {} : { until }) });
  }
  return [...byKey.values()].slice(0, MOST_OWED);
}

/** The state with more that is owed and more rules that were told. */
export function withHeld(state: SyncState, owed: readonly Owed[], told: Overwritten): SyncState {
  if (owed.length === 0 && told.length === 0) {
    return state;
  }
  return {
    ...state,
    owed: withOwed(state.owed, owed),
    workedOut: timedHashes(new Map([...timesByHash(state.workedOut), ...told])),
  };
}

/** The state when IOCs were pushed: what XDR took as enabled is not disabled by us any more. */
export function withPushed(
  state: SyncState,
  iocs: PackedIocs | readonly Ioc[],
  refused: readonly Refused[],
): SyncState {
  if (!remembersValues(state.ownStatus)) {
    return state;
  }
  const failed = new Set(refused.map(({ value }) => value));
  const enabled = [...iocs].filter(({ indicator, status }) => status === undefined && !failed.has(indicator));
  const hashes = enabled.map(({ indicator, type }) => hashOf(valueKey(indicator, type)));
  const ownStatus = withoutHashes(state.ownStatus, hashes);
  return { ...state, ownStatus };
}
