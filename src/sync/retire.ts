import { XdrError } from '../errors.ts';
import { isRecord } from '../indicators/json.ts';
import { Rejection } from '../indicators/rejection.ts';
import { FROM_XSOAR } from '../indicators/rule.ts';
import { judgeValue, valueKey } from '../indicators/values.ts';
import { countMatching, searchPages } from '../xsoar/search.ts';
import type { TimeBudget } from './budget.ts';
import type { Engine } from './engine.ts';
import {
  activeQuery,
  findIndicators,
  modifiedQuery,
  type TypedValue,
  toQueryTime,
  typedByShape,
} from './find.ts';
import { iocsSpelt, isNotOffered } from './held.ts';
import { withOwed } from './holding.ts';
import type { PushCursor, RetireState } from './memory/state.ts';
import { changeStatus } from './status.ts';
import { isTooMany, planLeaving, SETTLING_MS } from './two-sides.ts';
import { WaitingRules } from './waiting.ts';

/** What is read of an indicator that may have left. */
const LEAVING_FIELDS = ['id', 'value', 'indicator_type', 'modified', 'timestamp', 'sourceBrands'];
const VALUE_FIELDS = ['id', 'value', 'indicator_type'];

/** The indicators of one page that have left, and those whose value another indicator still stands for. */
export interface Leavers {
  retired: TypedValue[];
  stillMatching: TypedValue[];
  cursor: PushCursor | undefined;
}

/**
 * Takes the IOCs of indicators that have left out of force, as rule 5 says.
 * @param pushEnded indicators that were created later are not meant; in ms, XSOAR's time
 * @param budget the time that there is for it
 */
export async function retire(engine: Engine, pushEnded: number, budget: TimeBudget): Promise<void> {
  const { config, store, host, report, clock } = engine;
  const { retire: before } = await store.read();
  const matched = await countMatching(host, activeQuery(config.query));
  const began = before.began ?? toQueryTime(clock.now());
  if (before.since === undefined) {
    await store.update((state) => ({ ...state, retire: { since: began, matched } }));
    return;
  }
  if (isTooMany(before.matched, matched, config.retireLimit)) {
    report.tell(braked(before.matched ?? 0, matched, config.retireLimit));
    return;
  }
  const isDone = await retireSince(engine, { ...before, began }, pushEnded, budget);
  if (isDone) {
    await store.update((state) => ({ ...state, retire: { since: began, matched } }));
  }
}

/** How a run begins to tell that the limit in one fetch was passed. */
export const NOTHING_RETIRED = 'Nothing was retired: ';

function braked(before: number, now: number, limit: number): string {
  return (
    `${NOTHING_RETIRED}${(before - now).toLocaleString('en-US')} indicators fewer than the last time match the ` +
    `'Sync Query', and the limit is ${limit.toLocaleString('en-US')} ('Most IOCs to lose in one fetch'). ` +
    'If that is as it should be, run !xdr-iocs-retire dry_run=false.'
  );
}

/** @returns whether all that has left was retired in the time that there is */
export async function retireSince(
  engine: Engine,
  from: RetireState,
  pushEnded: number,
  budget: TimeBudget,
): Promise<boolean> {
  let waiting: WaitingRules | undefined;
  for await (const leavers of findLeavers(engine, from, pushEnded)) {
    waiting ??= await WaitingRules.ask(engine, await engine.store.read());
    const { retired, stillMatching, cursor } = leavers;
    const known = waiting;
    const fresh = retired.filter(({ value, type }) => !staysRetired(known, valueKey(value, type)));
    const failed = await retireValues(engine, known, fresh);
    if (failed !== undefined) {
      return false;
    }
    const at = engine.clock.now();
    await engine.store.update((state) => ({
      ...state,
      owed: withOwed(
        state.owed,
        stillMatching.map((one) => ({ ...one, at })),
      ),
      retire: { ...state.retire, began: from.began, after: cursor ?? state.retire.after },
    }));
    if (!budget.hasTimeFor(0)) {
      return false;
    }
  }
  return true;
}

/** Whether it is disabled already because it had left, and nobody has enabled it since. */
function staysRetired(waiting: WaitingRules, key: string): boolean {
  return waiting.isRetired(key) && !waiting.hasStatusOf(key);
}

/** What has left since a time, page by page. */
export async function* findLeavers(
  engine: Engine,
  { since, after }: RetireState,
  pushEnded: number,
): AsyncGenerator<Leavers, void, undefined> {
  const { config, host, report, source } = engine;
  const from = toQueryTime(Date.parse(since ?? '') - SETTLING_MS);
  const query = modifiedQuery(config.retireQuery, { from });
  const search = {
    query,
    fields: LEAVING_FIELDS,
    from: after,
    onUnreadable: report.unreadable.bind(report),
  };
  for await (const page of searchPages(host, search)) {
    const found: { x: Record<string, unknown>; typed: TypedValue }[] = [];
    for (const x of page.indicators) {
      const typed = sentAs(x);
      if (isRecord(x) && typed !== undefined) {
        found.push({ x, typed });
      }
    }
    const matching = await findIndicators(
      engine,
      found.map(({ typed }) => typed),
      VALUE_FIELDS,
      activeQuery(config.query),
    );
    const leavers: Leavers = { retired: [], stillMatching: [], cursor: page.cursor };
    for (const { x, typed } of found) {
      const stillMatching = matching.get(valueKey(typed.value, typed.type)) ?? [];
      const plan = planLeaving({ x, stillMatching }, pushEnded, source.brand);
      if (plan !== 'stay') {
        leavers[plan === 'push' ? 'stillMatching' : 'retired'].push(typed);
      }
    }
    yield leavers;
  }
}

/** The IOC that an indicator was sent as; undefined where it never was. */
function sentAs(x: unknown): TypedValue | undefined {
  if (!isRecord(x) || typeof x.value !== 'string' || typeof x.indicator_type !== 'string') {
    return undefined;
  }
  const judged = judgeValue(x.value, x.indicator_type, { excludePrivate: false });
  return judged instanceof Rejection ? undefined : { value: judged.indicator, type: judged.type };
}

/** How many values one request carries. */
const CHUNK_SIZE = 2_000;

/**
 * Disables or deletes IOCs that came from XSOAR, as the instance's setting says.
 * @returns the failure where XDR did not do it: then it is tried again
 */
export async function retireValues(
  engine: Engine,
  waiting: WaitingRules,
  values: readonly TypedValue[],
): Promise<XdrError | undefined> {
  for (let start = 0; start < values.length; start += CHUNK_SIZE) {
    try {
      await retireChunk(engine, waiting, values.slice(start, start + CHUNK_SIZE));
    } catch (thrown) {
      if (!(thrown instanceof XdrError)) {
        throw thrown;
      }
      const left = values.length - start;
      engine.report.count('failed', left);
      engine.report.tell(`${left} IOCs could not be retired; the next run tries it again. ${thrown.message}`);
      return thrown;
    }
  }
  return undefined;
}

async function retireChunk(
  engine: Engine,
  waiting: WaitingRules,
  chunk: readonly TypedValue[],
): Promise<void> {
  const { xdr, config, report } = engine;
  const known = await fromXsoar(engine, chunk);
  const there = known ?? chunk;
  tellNotThere(engine, chunk, known);
  if (there.length === 0) {
    return;
  }
  report.retired(
    there.map(({ value }) => value),
    known !== undefined,
  );
  // It is not taken any more, and may go with the IOC.
  await waiting.tellOf(there, (_one, rule) => report.leftAlone(rule, HAS_LEFT));
  const isDeleting = config.retireAction === 'delete';
  if (isDeleting && known !== undefined && (await tryToDelete(engine, waiting, there))) {
    report.pushed(there);
    return;
  }
  if (isDeleting && known === undefined) {
    report.once(NO_DELETE);
  }
  await changeStatus(engine, waiting, 'retire', there, xdr.disable);
  report.pushed(there.filter((one) => known !== undefined || isHeld(one)));
}

/** What was not retired, as far as anybody can say. */
function tellNotThere(
  { report }: Engine,
  chunk: readonly TypedValue[],
  known: readonly TypedValue[] | undefined,
): void {
  const there = new Set(known);
  const reason = known === undefined ? NEITHER_KNOWS : NOT_IN_XDR;
  for (const one of chunk) {
    if (known === undefined ? !isHeld(one) : !there.has(one)) {
      report.keptOut(
        { ...(isHeld(one) ? one : typedByShape(one.value)), reason, kind: 'not-there' },
        'unknown',
      );
    }
  }
}

/** A value that XSOAR does not hold has no type. */
function isHeld({ type }: TypedValue): boolean {
  return type !== '';
}

const NOT_IN_XDR = 'XDR holds no IOC with this value that came from XSOAR.';
const NEITHER_KNOWS =
  'XSOAR has no indicator with this value, and this tenant does not say whether it holds the IOC; check the spelling.';

const HAS_LEFT =
  'The indicator has left, so the change in XDR was not taken; judge it anew in XSOAR to keep it.';
const NO_DELETE =
  "This tenant, or this key, does not offer to delete IOCs: they were disabled instead of deleted. Give the API key a role that may edit rules, or choose 'Disable the IOC'.";

async function tryToDelete(
  engine: Engine,
  waiting: WaitingRules,
  there: readonly TypedValue[],
): Promise<boolean> {
  try {
    await changeStatus(engine, waiting, 'delete', there, engine.xdr.deleteIocs);
    return true;
  } catch (thrown) {
    if (!isNotOffered(thrown)) {
      throw thrown;
    }
    engine.report.once(NO_DELETE);
    return false;
  }
}

/** Those that XDR holds, and holds as XSOAR's; undefined where the tenant cannot be asked. */
async function fromXsoar(engine: Engine, values: readonly TypedValue[]): Promise<TypedValue[] | undefined> {
  const keyOf = ({ value, type }: TypedValue): string =>
    valueKey(value, type === '' ? typedByShape(value).type : type);
  const byKey = new Map(values.map((one) => [keyOf(one), one]));
  const held: TypedValue[] = [];
  try {
    const spelt = values.map(({ value }) => value);
    for await (const { indicator = '', type = '', source } of iocsSpelt(engine, spelt)) {
      const one = byKey.get(valueKey(indicator, type));
      if (one !== undefined && source === FROM_XSOAR) {
        held.push(one);
      }
    }
    return held;
  } catch (thrown) {
    if (isNotOffered(thrown)) {
      return undefined;
    }
    throw thrown;
  }
}
