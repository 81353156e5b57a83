import { messageOf, XdrError } from '../errors.ts';
import { isRecord } from '../indicators/json.ts';
import { valueKey } from '../indicators/values.ts';
import { KEY_FIELDS } from '../xsoar/indicator-key.ts';
import { countMatching, searchPages } from '../xsoar/search.ts';
import { type Engine, offsetOf, sentByOf } from './engine.ts';
import { activeQuery, modifiedQuery, toQueryTime } from './find.ts';
import { OwnDoings } from './memory/own-status.ts';
import type { PushCursor, SyncState } from './memory/state.ts';
import { findOfficial } from './official.ts';
import { findLeavers } from './retire.ts';
import { changeOfSettings, isTooMany, modifiedOf, SETTLING_MS } from './two-sides.ts';
import { WaitingRules } from './waiting.ts';

/** How far the sync is. */
export type Phase = 'not started' | 'first sync' | 'to begin anew' | 'in step';

/** What XSOAR and the state say of the sync. */
export interface Overview {
  phase: Phase;
  /** How many indicators match the Sync Query, and how many of them wait to be pushed. */
  matching: number;
  toPush: number;
  /** In ms, XSOAR's time. */
  pushedUntil: number | undefined;
  /** In ms, XDR's time. */
  takenUntil: number | undefined;
  retiring: Retiring;
  /** When the official integration last scored an indicator, in ms; undefined where it has not lately. */
  officialAt: number | undefined;
}

/** What waits to be retired; or why nothing is retired at present. */
export type Retiring = { count: number; isMost: boolean } | { rests: string };

/** What XDR says of the sync. */
export type Tenant =
  | { isReachable: true; time: number; aheadMs: number; toTake: number | undefined }
  | { isReachable: false; failure: string };

/** Up to so many candidates are looked at one by one. */
const MOST_CANDIDATES = 4_000;
/** Up to so many indicators of one second are looked at one by one. */
const MOST_IN_A_SECOND = 20_000;
const SECOND_MS = 1_000;

/** Asks XSOAR how far the sync is; XDR is not asked, and nothing is changed. */
export async function overviewOf(engine: Engine, state: SyncState): Promise<Overview> {
  const phase = phaseOf(engine, state);
  const matching = await countMatching(engine.host, activeQuery(engine.config.query));
  const base = baseOf(state);
  const isAll = phase === 'not started' || phase === 'to begin anew' || base === undefined;
  return {
    phase,
    matching,
    toPush: isAll ? matching : Math.min(matching, await countSince(engine, base)),
    pushedUntil: phase === 'not started' || base === undefined ? undefined : base.time,
    takenUntil: state.pullCursor,
    retiring: await retiringOf(engine, state, matching),
    officialAt: await findOfficial(engine, state),
  };
}

function phaseOf({ config }: Engine, { pushStart, sentBy, inFirstSync }: SyncState): Phase {
  if (pushStart === undefined) {
    return 'not started';
  }
  if (changeOfSettings(sentBy, sentByOf(config)) !== 'none') {
    return 'to begin anew';
  }
  return inFirstSync ? 'first sync' : 'in step';
}

/** Up to where everything was pushed. */
interface Base {
  /** In ms, XSOAR's time. */
  time: number;
  /** Where the search goes on, if that is later than everything else that is known. */
  cursor: PushCursor | undefined;
}

function baseOf({ pushStart, pushCursor, pushedUntil, inFirstSync }: SyncState): Base | undefined {
  const cursorTime = timeOf(pushCursor?.[0]);
  if (inFirstSync) {
    return cursorTime === undefined ? undefined : { time: cursorTime, cursor: pushCursor };
  }
  const start = cursorTime ?? timeOf(pushStart) ?? 0;
  const isFurther = pushedUntil !== undefined && pushedUntil >= start;
  return isFurther ? { time: pushedUntil, cursor: undefined } : { time: start, cursor: pushCursor };
}

/** A cursor's time: as XSOAR writes it, or in ms. */
function timeOf(time: unknown): number | undefined {
  const isNumber = typeof time === 'number' || (typeof time === 'string' && /^\d{12,14}$/.test(time));
  const milliseconds = isNumber ? Number(time) : Date.parse(String(time));
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** Queries know whole seconds, so the indicators of the first one are looked at. */
async function countSince(engine: Engine, { time, cursor }: Base): Promise<number> {
  const query = activeQuery(engine.config.query);
  const from = toQueryTime(time);
  const to = toQueryTime(Date.parse(from) + SECOND_MS);
  const later = await countMatching(engine.host, modifiedQuery(query, { from: to }));
  let within = 0;
  const search = { query: modifiedQuery(query, { from, to }), fields: KEY_FIELDS, from: cursor };
  for await (const page of searchPages(engine.host, search)) {
    for (const x of page.indicators) {
      within += isRecord(x) && (cursor !== undefined || modifiedOf(x) > time) ? 1 : 0;
    }
    if (within >= MOST_IN_A_SECOND) {
      break;
    }
  }
  return later + within;
}

async function retiringOf(engine: Engine, state: SyncState, matching: number): Promise<Retiring> {
  const { config, host, clock } = engine;
  const { since, matched } = state.retire;
  if (config.retireAction === 'leave') {
    return { rests: "'When an indicator leaves' is set to leave the IOC." };
  }
  if (!config.autoSync) {
    return { rests: "'Auto Sync' is off." };
  }
  if (since === undefined || state.inFirstSync) {
    return { rests: 'Indicators can leave once the first sync is finished.' };
  }
  if (isTooMany(matched, matching, config.retireLimit)) {
    return {
      rests: `More than 'Most IOCs to lose in one fetch' would go; !xdr-iocs-retire shows them.`,
    };
  }
  const from = toQueryTime(Date.parse(since) - SETTLING_MS);
  const candidates = await countMatching(host, modifiedQuery(config.retireQuery, { from }));
  if (candidates > MOST_CANDIDATES) {
    return { count: candidates, isMost: true };
  }
  const own = new OwnDoings(state.ownStatus);
  let count = 0;
  for await (const { retired } of findLeavers(engine, { since }, clock.now())) {
    count += retired.filter(({ value, type }) => !own.isRetired(valueKey(value, type))).length;
  }
  return { count, isMost: false };
}

/** Asks XDR whether it answers, what its clock says, and how many changes wait there. A failure is an answer too. */
export async function askTenant(engine: Engine, state: SyncState): Promise<Tenant> {
  try {
    const waiting = await WaitingRules.ask(engine, state);
    return {
      isReachable: true,
      time: engine.tenantNow(),
      aheadMs: offsetOf(engine),
      toTake: state.pullCursor === undefined ? undefined : waiting.count,
    };
  } catch (thrown) {
    if (!(thrown instanceof XdrError)) {
      throw thrown;
    }
    return { isReachable: false, failure: [messageOf(thrown), thrown.advice].join(' ').trim() };
  }
}
