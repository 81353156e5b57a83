import { MERGE_FIELDS } from '../indicators/fields.ts';
import { isRecord } from '../indicators/json.ts';
import type { NewIndicator } from '../indicators/new-indicator.ts';
import { Rejection } from '../indicators/rejection.ts';
import { type Rule, readRule } from '../indicators/rule.ts';
import { valueKey } from '../indicators/values.ts';
import { createIndicators } from '../xsoar/create.ts';
import { type Engine, keepReport, sidesOf } from './engine.ts';
import { activeQuery, findIndicators, toQueryTime } from './find.ts';
import { withOwed } from './holding.ts';
import { hashOf, OwnDoings, withoutCallsBefore, withoutHashes } from './memory/own-status.ts';
import { MOST_OWED, type Owed, type SyncState, type Timed } from './memory/state.ts';
import {
  HITS_THAT_DISABLE,
  planRule,
  type RulePlan,
  SETTLING_MS,
  type Sides,
  whichIndicator,
} from './two-sides.ts';

/** How many rules are worked out at a time: as many indicators as XSOAR takes at once. */
const CHUNK_SIZE = 2_000;
/** How far the two clocks may differ unnoticed, in ms: XDR's `Date` header has whole seconds. */
const UNNOTICED_MS = 2_000;

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

/** A state in which there is a pull cursor. */
export type PullState = SyncState & { pullCursor: number };

/**
 * Brings what people changed in XDR to XSOAR, oldest first; the pull cursor follows what was worked out.
 * @param state as it was when the run began, but for the cursors
 */
export async function pull(engine: Engine, state: PullState): Promise<void> {
  const changes = await engine.xdr.getChanges(state.pullCursor);
  try {
    const times = await timesOf(changes.rules());
    await new Pull(engine, state, times).run(changes.rules());
  } finally {
    await changes.close();
  }
}

/** When each rule was changed, in the order in which XDR tells them. */
async function timesOf(rules: AsyncIterable<unknown>): Promise<number[]> {
  const times: number[] = [];
  for await (const raw of rules) {
    const rule = readRule(raw);
    times.push(rule instanceof Rejection ? -1 : rule.modified);
  }
  return times;
}

/** A rule, what it is in XSOAR, and what becomes of it. */
interface Worked {
  rule: Rule;
  key: string;
  x: Record<string, unknown> | undefined;
  plan: RulePlan;
}

class Pull {
  readonly #engine: Engine;
  readonly #state: PullState;
  /** Of each rule, the earliest time of it and all behind it: no cursor may pass what is not worked out yet. */
  readonly #earliest: readonly number[];
  readonly #times: readonly number[];
  readonly #own: OwnDoings;
  readonly #workedOut: ReadonlyMap<string, number>;
  #done = 0;
  /** When the newest of those that are done was changed. */
  #newest = -1;
  /** How many rules younger than the cursor may get may still be worked out. */
  #room: number;

  constructor(engine: Engine, state: PullState, times: readonly number[]) {
    this.#engine = engine;
    this.#state = state;
    this.#times = times;
    this.#earliest = earliestOf(times);
    this.#own = new OwnDoings(state.ownStatus);
    this.#workedOut = new Map(state.workedOut);
    this.#room = MOST_OWED - state.workedOut.length;
  }

  async run(rules: AsyncIterable<unknown>): Promise<void> {
    const { budget, clock } = this.#engine;
    let chunk: unknown[] = [];
    let lastMs = 0;
    let startedAt = clock.now();
    const finish = async (): Promise<boolean> => {
      await this.#work(chunk);
      chunk = [];
      lastMs = clock.now() - startedAt;
      startedAt = clock.now();
      return this.#room > 0 && budget.hasTimeFor(lastMs);
    };
    for await (const raw of rules) {
      chunk.push(raw);
      if (chunk.length === CHUNK_SIZE && !(await finish())) {
        return;
      }
    }
    if (chunk.length > 0) {
      await finish();
    }
  }

  async #work(chunk: readonly unknown[]): Promise<void> {
    const { report } = this.#engine;
    const rules: { rule: Rule; key: string }[] = [];
    let read = 0;
    for (const raw of chunk) {
      const rule = readRule(raw);
      if (rule instanceof Rejection) {
        report.notTaken(rule);
      } else if (!this.#isWorkedOut(rule)) {
        if (this.#isYoung(rule.modified)) {
          if (this.#room === 0) {
            break;
          }
          this.#room -= 1;
        }
        rules.push({ rule, key: valueKey(rule.value, rule.type) });
      }
      read += 1;
    }
    const worked = await planAll(this.#engine, this.#state, this.#own, rules);
    const writes = this.#tell(worked);
    await keepReport(this.#engine);
    await this.#write(writes);
    this.#newest = Math.max(this.#newest, ...this.#times.slice(this.#done, this.#done + read));
    this.#done += read;
    await this.#advance(worked);
  }

  /** Tells what is taken and what is passed over. @returns what is to be written to XSOAR */
  #tell(worked: readonly Worked[]): NewIndicator[] {
    const { report } = this.#engine;
    const writes: NewIndicator[] = [];
    for (const { rule, x, plan } of worked) {
      switch (plan.kind) {
        case 'merge':
          if (plan.write !== undefined) {
            writes.push(plan.write);
          }
          report.taken(rule.value, plan.taken);
          report.passedOver(rule.value, plan.passedOver, timesOfBoth(rule, x));
          break;
        case 'create':
          writes.push(plan.write);
          report.created(rule.value);
          report.passedOver(rule.value, plan.passedOver, timesOfBoth(rule, x));
          break;
        case 'deleted':
          report.remark(rule.value, 'Somebody deleted it in XDR; it stays in XSOAR.');
          break;
        case 'left':
          report.notTaken({ value: rule.value, reason: plan.reason });
          break;
        case 'echo':
          break;
      }
      if (plan.kind === 'merge' && rule.hits >= HITS_THAT_DISABLE && plan.taken.some(isDisabling)) {
        report.remark(rule.value, `XDR disabled it by itself, after ${rule.hits} hits.`);
      }
    }
    return writes;
  }

  async #write(writes: readonly NewIndicator[]): Promise<void> {
    if (writes.length === 0) {
      return;
    }
    const { host, budget, report } = this.#engine;
    const { refused } = await createIndicators(host, writes, () => budget.hasTimeFor(0));
    for (const { indicator, reason } of refused) {
      report.notTaken({ value: indicator.value, reason: `XSOAR did not take it: ${reason}` });
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
    await store.update((state) => {
      const pullCursor = Math.max(state.pullCursor ?? 0, Math.min(this.#newest + 1, settled, left));
      const next = { ...state, pullCursor, ...remembered(state, worked, pullCursor, now) };
      return isSameState(state, next) ? state : next;
    });
  }

  #isWorkedOut(rule: Rule): boolean {
    if (this.#workedOut.size === 0) {
      return false;
    }
    const time = this.#workedOut.get(hashOf(valueKey(rule.value, rule.type)));
    return time !== undefined && time >= rule.modified;
  }

  #isYoung(time: number): boolean {
    return time >= Math.floor(this.#engine.tenantNow() - SETTLING_MS);
  }
}

/** Plans what becomes of each rule: two look-ups for all of them. */
async function planAll(
  engine: Engine,
  state: SyncState,
  own: OwnDoings,
  rules: readonly { rule: Rule; key: string }[],
): Promise<Worked[]> {
  if (rules.length === 0) {
    return [];
  }
  const values = rules.map(({ rule }) => ({ value: rule.value, type: rule.type }));
  const query = activeQuery(engine.config.query);
  const matching = await findIndicators(engine, values, MERGE_FIELDS, query);
  const others = values.filter(({ value, type }) => (matching.get(valueKey(value, type)) ?? []).length === 0);
  const any = await findIndicators(engine, others, MERGE_FIELDS);
  const sides = await sidesOf(engine, state);
  return rules.map(({ rule, key }) => {
    const matches = whichIndicator(rule, matching.get(key) ?? []);
    const x = matches ?? whichIndicator(rule, any.get(key) ?? []);
    const plan = planRule(rule, x, matches !== undefined, sidesFor(rule, sides, state), own.of(rule, key));
    return { rule, key, x, plan };
  });
}

/** The settings before the present ones count for what was changed until everything had been pushed anew. */
function sidesFor(rule: Rule, sides: Sides, { sentBefore }: SyncState): Sides {
  const until = sentBefore?.until;
  return until !== undefined && rule.modified > until ? { ...sides, before: undefined } : sides;
}

/** What the state remembers of rules that were worked out. */
function remembered(
  state: SyncState,
  worked: readonly Worked[],
  pullCursor: number,
  now: number,
): Partial<SyncState> {
  const owed: Owed[] = [];
  const workedOut = new Map(state.workedOut);
  const deleted = new Map(state.deleted);
  const enabled: string[] = [];
  for (const { rule, key, x, plan } of worked) {
    if (plan.kind === 'merge') {
      owed.push(answerTo(rule, x, plan.write, now));
    }
    if (plan.kind === 'deleted') {
      deleted.set(hashOf(key), rule.modified);
    }
    if (plan.kind !== 'echo' && rule.status === 'ENABLED') {
      enabled.push(hashOf(key));
    }
    if (rule.modified >= pullCursor) {
      workedOut.set(hashOf(key), rule.modified);
    }
  }
  const sentUntil = state.sentBefore?.until;
  return {
    owed: withOwed(state.owed, owed),
    workedOut: [...workedOut].filter(([, time]) => time >= pullCursor) as Timed[],
    deleted: [...deleted].slice(-MOST_OWED) as Timed[],
    ownStatus: withoutHashes(withoutCallsBefore(state.ownStatus, pullCursor), enabled),
    sentBefore: sentUntil !== undefined && sentUntil < pullCursor ? undefined : state.sentBefore,
  };
}

/** Every rule that differed gets an answer: a later run pushes the indicator, whether or not it was modified. */
function answerTo(
  rule: Rule,
  x: Record<string, unknown> | undefined,
  write: NewIndicator | undefined,
  now: number,
): Owed {
  const status = write?.fields.xdrstatus;
  return {
    value: rule.value,
    type: rule.type,
    at: now,
    ...(write === undefined || !isRecord(x) ? {} : { modified: String(x.modified) }),
    ...(status === 'enabled' || status === 'disabled' ? { status } : {}),
  };
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

function isDisabling({ field, xdr }: { field: string; xdr: string }): boolean {
  return field === 'status' && xdr === 'DISABLED';
}

function isSameState(one: SyncState, other: SyncState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** When each side was changed last, for a report. */
function timesOfBoth(rule: Rule, x: Record<string, unknown> | undefined): { xsoar: string; xdr: string } {
  return {
    xsoar: typeof x?.modified === 'string' ? x.modified : 'not held yet',
    xdr: new Date(Math.max(0, rule.modified)).toISOString(),
  };
}
