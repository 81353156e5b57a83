import type { Ioc } from '../indicators/ioc.ts';
import { isRecord, NOTHING } from '../indicators/json.ts';
import type { PackedIocs } from '../indicators/packed-iocs.ts';
import { valueKey } from '../indicators/values.ts';
import type { Batch } from './batches.ts';
import { type Engine, offsetOf } from './engine.ts';
import { MOST_OWED, type Owed, type SyncState } from './state.ts';
import { modifiedOf, planPush } from './two-sides.ts';
import type { WaitingRules } from './waiting.ts';

/** Holds back from a push what must wait, as the rules of `two-sides.ts` say, and tells what is overwritten. */
export class Holding {
  readonly #engine: Engine;
  readonly #waiting: WaitingRules;
  readonly #ownWrites: ReadonlyMap<string, Owed>;
  #room: number;

  constructor(engine: Engine, waiting: WaitingRules, state: SyncState) {
    this.#engine = engine;
    this.#waiting = waiting;
    this.#room = MOST_OWED - state.owed.length;
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
      report.remark(ioc.indicator, DELETED);
      return false;
    }
    if (plan === 'not shown yet') {
      return false; // It is owed already.
    }
    if (plan === 'hold back' && this.#takesRoom()) {
      this.#hold(batch, ioc, now);
      return false;
    }
    if (waiting?.changedAt !== undefined) {
      report.overwritten(ioc.indicator, waiting.changedAt);
    }
    return true;
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
      const waiting = this.#waiting.of(key);
      if (waiting?.changedAt === undefined) {
        this.#engine.report.remark(ioc.indicator, DELETED);
        return false;
      }
      if (this.#engine.config.fetchIndicators && this.#takesRoom()) {
        this.#hold(batch, ioc, now);
        return false;
      }
      this.#engine.report.overwritten(ioc.indicator, waiting.changedAt);
      return true;
    });
  }

  /** What is owed with these added; each value once. */
  added(owed: readonly Owed[], more: readonly Owed[]): readonly Owed[] {
    return withOwed(owed, more);
  }

  #hold(batch: Batch, ioc: Ioc, now: number): void {
    batch.heldBack.push({ value: ioc.indicator, type: ioc.type, at: now });
    this.#engine.report.count('heldBack');
  }

  #takesRoom(): boolean {
    this.#room -= 1;
    if (this.#room === -1) {
      this.#engine.report.tell(
        `More than ${MOST_OWED.toLocaleString('en-US')} indicators wait for changes in XDR: from here on they are pushed, and what they overwrite is told.`,
      );
    }
    return this.#room >= 0;
  }
}

const DELETED =
  'Somebody deleted it in XDR: it is not sent again until it is modified in XSOAR, or pushed by name.';

/** A list of what is owed with more in it: each value once, the newer entry, at most as many as are kept. */
export function withOwed(owed: readonly Owed[], more: readonly Owed[]): readonly Owed[] {
  if (more.length === 0) {
    return owed;
  }
  const byKey = new Map(owed.map((one) => [valueKey(one.value, one.type), one]));
  for (const one of more) {
    const key = valueKey(one.value, one.type);
    byKey.set(key, { ...byKey.get(key), ...one });
  }
  return [...byKey.values()].slice(0, MOST_OWED);
}
