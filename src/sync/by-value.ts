import { MERGE_FIELDS, OUTGOING_FIELDS } from '../indicators/fields.ts';
import type { Ioc } from '../indicators/ioc.ts';
import { isRecord, NOTHING } from '../indicators/json.ts';
import { Rejection } from '../indicators/rejection.ts';
import { xdrStatus } from '../indicators/status.ts';
import { toIoc } from '../indicators/to-ioc.ts';
import { valueKey } from '../indicators/values.ts';
import { Batch } from './batches.ts';
import { type Delivered, deliver } from './deliver.ts';
import { type Engine, keepReport, sidesOf } from './engine.ts';
import { activeQuery, findIndicators, findNamed, notHeld, toQueryTime } from './find.ts';
import { Holding, type Overwritten, withHeld, withPushed } from './holding.ts';
import { tellNotMatching } from './matching.ts';
import { recordPush } from './memory/refusals.ts';
import type { Owed, SyncState } from './memory/state.ts';
import { tellOfficial } from './official.ts';
import { isNotShownYet, SETTLING_MS } from './two-sides.ts';
import type { WaitingRules } from './waiting.ts';

/**
 * Pushes what was held back, and what a pull owes an answer, as far as it is settled: no rule waits for it any more, and
 * XSOAR shows what was written. It is pushed by its value, whether or not it was modified.
 * @param holding tells what it overwrites, where this instance does not fetch
 */
export async function settleOwed(engine: Engine, waiting: WaitingRules, holding: Holding): Promise<void> {
  const state = await engine.store.read();
  // An instance that does not fetch takes nothing from XDR, so there is nothing to wait for.
  const waits = (key: string): boolean =>
    engine.config.fetchIndicators && waiting.of(key)?.changedAt !== undefined;
  const due = state.owed.filter(({ value, type }) => !waits(valueKey(value, type)));
  if (due.length === 0) {
    return;
  }
  const found = await findIndicators(engine, due, MERGE_FIELDS, activeQuery(engine.config.query));
  // These were just changed by a person in XDR: whoever else syncs has written to them by now.
  tellOfficial(engine, state, [...found.values()].flat());
  const work = await sortOut(engine, due, found);
  await waiting.askAgain();
  const iocs = work.batch.toSend((_, key) => {
    if (waits(key)) {
      return false;
    }
    holding.tellIfWaiting(key, work.indicators.get(key));
    return true;
  }) as readonly Ioc[];
  await keepReport(engine);
  const delivered = await deliver(engine, waiting, iocs);
  await recordSettled(engine, work, iocs, delivered, holding.takeOverwritten());
}

interface Settling {
  batch: Batch;
  /** What the batch was made of, by key. */
  indicators: Map<string, Record<string, unknown>>;
  /** What need not be remembered any more. */
  done: Set<string>;
  /** Whether XSOAR keeps `xdrstatus`, where this shows it. */
  keepsStatus: boolean | undefined;
}

async function sortOut(
  engine: Engine,
  due: readonly Owed[],
  found: ReadonlyMap<string, readonly unknown[]>,
): Promise<Settling> {
  const rules = await engine.outgoingRules();
  const now = engine.clock.now();
  const work: Settling = {
    batch: new Batch(),
    indicators: new Map(),
    done: new Set(),
    keepsStatus: undefined,
  };
  for (const owed of due) {
    const key = valueKey(owed.value, owed.type);
    const indicators = (found.get(key) ?? []).filter(isRecord);
    const isOld = now - owed.at >= SETTLING_MS;
    if (indicators.some((x) => isNotShownYet(String(x.modified), owed, now))) {
      continue;
    }
    if (indicators.length > 0 || isOld) {
      work.done.add(key);
      work.keepsStatus = statusIsKept(owed, indicators) ?? work.keepsStatus;
    }
    for (const x of indicators) {
      const ioc = toIoc(x, rules);
      if (ioc instanceof Rejection) {
        work.batch.reject(ioc, x);
      } else {
        work.indicators.set(key, x);
        work.batch.add(ioc, key);
      }
    }
  }
  return work;
}

/** Whether XSOAR shows the status that was written to it; undefined where none was. */
function statusIsKept({ status }: Owed, indicators: readonly Record<string, unknown>[]): boolean | undefined {
  if (status === undefined || indicators.length === 0) {
    return undefined;
  }
  return indicators.some((x) => {
    const held = xdrStatus(isRecord(x.CustomFields) ? x.CustomFields : NOTHING);
    return held?.toLowerCase() === status;
  });
}

async function recordSettled(
  engine: Engine,
  { batch, done, keepsStatus }: Settling,
  iocs: readonly Ioc[],
  { refused, owed }: Delivered,
  told: Overwritten,
): Promise<void> {
  const { report, store, clock } = engine;
  report.rejected(batch.rejections);
  report.refused(refused);
  report.count('settled', iocs.length - refused.length);
  const now = toQueryTime(clock.now());
  await store.update((state) => {
    const left = state.owed.filter(({ value, type }) => !done.has(valueKey(value, type)));
    const settled: SyncState = { ...state, owed: left, keepsStatus: keepsStatus ?? state.keepsStatus };
    const next = withHeld(settled, owed, told);
    return recordPush(withPushed(next, iocs, refused), iocs, [...batch.rejections, ...refused], now);
  });
}

/** How often XSOAR is asked again for values that it does not show yet, and how long it is waited between, in ms. */
const LOOKS = 6;
const LOOK_DELAY_MS = 5_000;

/**
 * Pushes the indicators of these values, whether or not they match the Sync Query. It is somebody's wish, so nothing
 * is held back; what it overwrites is told.
 * @returns how many were sent and not refused
 */
export async function pushByName(
  engine: Engine,
  waiting: WaitingRules,
  values: readonly string[],
): Promise<number> {
  const found = await findSoon(engine, values);
  const state = await engine.store.read();
  const sides = await sidesOf(engine, state);
  const holding = new Holding(engine, waiting, sides, state);
  const batch = new Batch();
  const byKey = new Map<string, Record<string, unknown>>();
  for (const value of values) {
    const indicators = (found.get(value) ?? []).filter(isRecord);
    if (indicators.length === 0) {
      batch.rejections.push(notHeld(value));
    }
    for (const x of indicators) {
      const ioc = toIoc(x, sides.outgoing);
      if (ioc instanceof Rejection) {
        batch.reject(ioc, x);
      } else {
        const key = valueKey(ioc.indicator, ioc.type);
        byKey.set(key, x);
        batch.add(ioc, key);
      }
    }
  }
  await tellNotMatching(engine, [...byKey.values()]);
  await waiting.askAgain();
  const iocs = batch.toSend((_, key) => {
    holding.tellIfWaiting(key, byKey.get(key));
    return true;
  }) as readonly Ioc[];
  await keepReport(engine);
  const delivered = await deliver(engine, waiting, iocs);
  return await recordNamed(engine, batch, iocs, delivered, holding.takeOverwritten());
}

async function recordNamed(
  engine: Engine,
  batch: Batch,
  iocs: readonly Ioc[],
  { refused, owed }: Delivered,
  told: Overwritten,
): Promise<number> {
  const { report, store, clock } = engine;
  const notSent = [...batch.rejections, ...batch.sameAsAnother];
  report.rejected(notSent);
  report.refused(refused);
  const failed = new Set([...refused, ...owed].map(({ value }) => value));
  const arrived = iocs.filter(({ indicator }) => !failed.has(indicator));
  report.pushed(arrived.map(({ indicator, type }) => ({ value: indicator, type })));
  const sent = iocs.length - refused.length;
  report.count('sent', sent);
  const now = toQueryTime(clock.now());
  await store.update((state) => {
    const next = withHeld(state, owed, told);
    // A value that XSOAR does not know is a slip of the pen, and no refusal to remember.
    return recordPush(withPushed(next, iocs, refused), iocs, refused, now);
  });
  return sent;
}

/** Looks named values up; what a playbook has just created, XSOAR may show only a moment later. */
async function findSoon(engine: Engine, values: readonly string[]): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>();
  let missing: readonly string[] = values;
  for (let look = 1; ; look += 1) {
    for (const [value, indicators] of await findNamed(engine, missing, OUTGOING_FIELDS)) {
      found.set(value, indicators);
    }
    missing = missing.filter((value) => !found.has(value));
    if (missing.length === 0 || look > LOOKS || !engine.budget.hasTimeFor(2 * LOOK_DELAY_MS)) {
      return found;
    }
    await engine.clock.sleep(LOOK_DELAY_MS);
  }
}
