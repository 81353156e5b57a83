import { OUTGOING_FIELDS } from '../indicators/fields.ts';
import { isRecord } from '../indicators/json.ts';
import { Rejection } from '../indicators/rejection.ts';
import type { OutgoingRules } from '../indicators/rules.ts';
import { toIoc } from '../indicators/to-ioc.ts';
import { valueKey } from '../indicators/values.ts';
import { MAX_IOCS_PER_PUSH } from '../xdr/client.ts';
import type { Page } from '../xsoar/page.ts';
import { searchPages } from '../xsoar/search.ts';
import { type Batch, readBatches } from './batches.ts';
import { Pace, type TimeBudget } from './budget.ts';
import { settleOwed } from './by-value.ts';
import { deliver } from './deliver.ts';
import { type Engine, keepReport, offsetOf, sentByOf, sidesOf } from './engine.ts';
import { activeQuery, modifiedQuery, toQueryTime } from './find.ts';
import { Holding, withHeld, withPushed } from './holding.ts';
import { recordPush } from './memory/refusals.ts';
import type { SyncState } from './memory/state.ts';
import { Overtaken, type PushPlace, placeOf } from './memory/store.ts';
import { pullStart } from './pull.ts';
import { changeOfSettings, modifiedOf, SETTLING_MS, type Sides } from './two-sides.ts';
import { WaitingRules } from './waiting.ts';

/** Whether all was pushed, the run's time was over before, or another run has gone on meanwhile. */
export type PushEnd = 'done' | 'out-of-time' | 'overtaken';

/**
 * Gets a push ready: begins the first sync on an empty context, and begins anew where the settings that decide what is
 * sent are others than before: old values in XDR would else look like people's opinions.
 */
async function beginPush(engine: Engine): Promise<SyncState> {
  const state = await engine.store.read();
  const sentBy = sentByOf(engine.config);
  if (state.pushStart === undefined) {
    return await beginFirstSync(engine);
  }
  const change = changeOfSettings(state.sentBy, sentBy);
  if (change === 'none') {
    return state;
  }
  engine.report.tell(WHY_ANEW[change]);
  const sentBefore = state.sentBy === undefined ? undefined : { settings: state.sentBy };
  return await engine.store.movePush(placeOf(state), startOf(engine), (fresh) => ({
    ...fresh,
    sentBy,
    sentBefore,
    lastRun: engine.report.summary(),
  }));
}

const WHY_ANEW = {
  first: 'Everything is pushed anew: the state does not say by which settings it was pushed before.',
  query:
    "Everything is pushed anew: the 'Sync Query' has changed. What matched only the old one stays in XDR; " +
    '!xdr-iocs-sync firstTime=true takes it out.',
  fields: 'Everything is pushed anew: settings that decide what is sent have changed.',
};

async function beginFirstSync(engine: Engine): Promise<SyncState> {
  const start = startOf(engine);
  const ts = await pullStart(engine);
  return await engine.store.update((state) =>
    state.pushStart === undefined
      ? { ...state, ...start, pullCursor: state.pullCursor ?? ts, sentBy: sentByOf(engine.config) }
      : state,
  );
}

function startOf({ clock }: Engine): PushPlace {
  return { pushStart: toQueryTime(clock.now() - SETTLING_MS), pushCursor: undefined, inFirstSync: true };
}

/**
 * Pushes what XDR does not have yet: the rest of the first sync where that is not finished, then what was held back and
 * is settled, then what was modified since. What people changed in XDR meanwhile is left to the pull.
 * @param budgetFor the time that there is for it
 */
export async function push(
  engine: Engine,
  budgetFor: (begun: SyncState) => TimeBudget = () => engine.budget,
): Promise<PushEnd> {
  try {
    const begun = await beginPush(engine);
    const waiting = await WaitingRules.ask(engine, begun);
    const work = new Push(engine, waiting, await sidesOf(engine, begun), begun, budgetFor(begun));
    return await work.run(begun);
  } catch (thrown) {
    if (thrown instanceof Overtaken) {
      engine.report.tell('Another run has gone on with the push meanwhile; this one left the rest to it.');
      return 'overtaken';
    }
    throw thrown;
  }
}

/** A range of `modified` that is searched, and whether its cursor is stored. */
interface Range {
  from?: string | undefined;
  to?: string | undefined;
  isStored: boolean;
}

class Push {
  readonly #engine: Engine;
  readonly #waiting: WaitingRules;
  readonly #rules: OutgoingRules;
  readonly #holding: Holding;
  readonly #pace: Pace;
  #place: PushPlace;
  /** When the indicator was modified that was read last, in ms, XSOAR's time. */
  #newestRead = 0;

  constructor(engine: Engine, waiting: WaitingRules, sides: Sides, begun: SyncState, budget: TimeBudget) {
    this.#engine = engine;
    this.#waiting = waiting;
    this.#rules = sides.outgoing;
    this.#holding = new Holding(engine, waiting, sides, begun);
    this.#pace = new Pace(budget, engine.clock);
    this.#place = placeOf(begun);
  }

  async run(begun: SyncState): Promise<PushEnd> {
    const { log } = this.#engine;
    if (begun.inFirstSync) {
      const end = await this.#pushRange({ to: begun.pushStart, isStored: true });
      if (end === 'out-of-time') {
        log.info('First sync: this run ends here; the next run goes on.');
        return end;
      }
      await this.#finishFirstSync();
      log.info('First sync finished.');
    } else {
      await settleOwed(this.#engine, this.#waiting, this.#holding);
    }
    return await this.#pushSteady();
  }

  /**
   * XSOAR's index shows an indicator a little later than it was modified. So the cursor never stands on what is younger
   * than the settling time: that is pushed at once, and again by the next run.
   */
  async #pushSteady(): Promise<PushEnd> {
    const settled = toQueryTime(this.#engine.clock.now() - SETTLING_MS);
    const from = this.#place.pushCursor === undefined ? this.#place.pushStart : undefined;
    const end = await this.#pushRange({ from, to: settled, isStored: true });
    if (end === 'out-of-time') {
      return end;
    }
    await this.#settle(Date.parse(settled));
    const youngEnd = await this.#pushRange({ from: settled, isStored: false });
    // What the index has shown last, it has shown with all before it.
    await this.#settle(Math.max(Date.parse(settled), this.#newestRead));
    return youngEnd;
  }

  async #pushRange(range: Range): Promise<PushEnd> {
    const { host, config, log, report } = this.#engine;
    const query = modifiedQuery(activeQuery(config.query), range);
    log.debug(`Searching XSOAR: ${query}`);
    const pages = searchPages(host, {
      query,
      fields: OUTGOING_FIELDS,
      from: range.isStored ? this.#place.pushCursor : undefined,
      onUnreadable: (unreadable) => report.unreadable(unreadable),
    });
    const batches = readBatches(
      this.#noting(pages),
      (x, batch) => this.#sort(x, batch),
      MAX_IOCS_PER_PUSH,
      () => this.#pace.mustPushNow(),
    );
    return await this.#pushBatches(batches, range);
  }

  async *#noting(pages: AsyncIterable<Page>): AsyncGenerator<Page, void, undefined> {
    for await (const page of pages) {
      yield page;
      // Gone through: now the last one is at hand.
      const last = page.indicators.at(-1);
      const modified = isRecord(last) ? modifiedOf(last) : Number.NaN;
      this.#newestRead = Math.max(this.#newestRead, Number.isNaN(modified) ? 0 : modified);
    }
  }

  /** The next batch is read while one is pushed; never more than these two are in memory. */
  async #pushBatches(batches: AsyncGenerator<Batch, void, undefined>, range: Range): Promise<PushEnd> {
    const { clock } = this.#engine;
    let next = batches.next();
    for (let pushes = 0; ; pushes += 1) {
      const { value: batch } = await next;
      if (batch === undefined) {
        return 'done';
      }
      if (pushes > 0 && !this.#pace.hasTimeForPush()) {
        await batches.return();
        return 'out-of-time';
      }
      next = batches.next();
      const startedAt = clock.now();
      try {
        await this.#pushBatch(batch, range);
      } catch (thrown) {
        // The next batch must have come to rest before a failure is reported: one call of XSOAR at a time.
        await next.catch(() => undefined);
        throw thrown;
      }
      this.#pace.learn(clock.now() - startedAt);
    }
  }

  /** Puts an indicator where it belongs. It runs for each of millions. */
  #sort(x: unknown, batch: Batch): void {
    const ioc = toIoc(x, this.#rules);
    if (ioc instanceof Rejection) {
      batch.reject(ioc, x);
      return;
    }
    const key = valueKey(ioc.indicator, ioc.type);
    if (this.#holding.isIdle || this.#holding.lets(x, ioc, key, batch)) {
      batch.add(ioc, key);
    }
  }

  async #pushBatch(batch: Batch, { isStored }: Range): Promise<void> {
    const engine = this.#engine;
    const { report, clock, store, log } = engine;
    // What people did in XDR while the batch was read counts too.
    const late = await this.#waiting.askAgain();
    const iocs = this.#holding.select(batch, late);
    await keepReport(engine);
    const delivered = await deliver(engine, this.#waiting, iocs);
    const notSent = [...batch.rejections, ...batch.sameAsAnother];
    report.rejected(notSent);
    report.refused(delivered.refused);
    report.count('sent', iocs.length - delivered.refused.length);
    const owed = [...batch.heldBack, ...delivered.owed];
    const told = this.#holding.takeOverwritten();
    const now = toQueryTime(clock.now());
    const record = (state: SyncState): SyncState => {
      const pushed = withPushed(withHeld(state, owed, told), iocs, delivered.refused);
      return recordPush(pushed, iocs, [...notSent, ...delivered.refused], now);
    };
    if (isStored && batch.cursor !== undefined) {
      const next = { ...this.#place, pushCursor: batch.cursor };
      await store.movePush(this.#place, next, record);
      this.#place = next;
    } else {
      await store.update(record);
    }
    log.debug(`Pushed ${iocs.length} indicators; ${notSent.length} stayed behind.`);
  }

  async #finishFirstSync(): Promise<void> {
    const { store, tenantNow } = this.#engine;
    const next = { ...this.#place, inFirstSync: false };
    const until = Math.ceil(tenantNow());
    // What left while the first sync was under way has left.
    const since = this.#place.pushStart;
    await store.movePush(this.#place, next, (state) => ({
      ...state,
      sentBefore: state.sentBefore === undefined ? undefined : { ...state.sentBefore, until },
      retire: state.retire.since === undefined ? { ...state.retire, since } : state.retire,
    }));
    this.#place = next;
  }

  /** All that was modified before is pushed; a deletion in XDR of before then holds nothing back any more. */
  async #settle(pushedUntil: number): Promise<void> {
    const offset = offsetOf(this.#engine);
    await this.#engine.store.update((state) => ({
      ...state,
      pushedUntil,
      deleted: state.deleted.filter(([time]) => time - offset >= pushedUntil - SETTLING_MS),
    }));
  }
}
