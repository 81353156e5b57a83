import type { Config } from '../config.ts';
import { COUNTED, type RunSummary } from '../sync/memory/report.ts';
import type { Owed, SyncState } from '../sync/memory/state.ts';
import type { Overview, Tenant } from '../sync/overview.ts';
import { VERSION } from '../version.ts';
import { LONGEST_VALUE, legible } from '../xsoar/markdown.ts';
import type { CommandContext } from './command.ts';
import { timeText } from './held-rows.ts';
import type { ContextRow } from './outputs.ts';

/** What is known of the sync. */
export interface Facts {
  state: SyncState;
  overview: Overview;
  /** Undefined where XDR was not asked. */
  tenant: Tenant | undefined;
}

/** How many held back indicators, and lines of the last run, are named. */
export const MOST_NAMED = 20;

/** The sync as one object for the context. */
export function statusRow(
  { config, runLimit }: CommandContext,
  { state, overview, tenant }: Facts,
): ContextRow {
  const { phase, matching, toPush, pushedUntil, takenUntil, retiring } = overview;
  const held = heldBack(state);
  return {
    Phase: phase,
    AutoSync: config.autoSync,
    Fetches: config.fetchIndicators,
    Matching: matching,
    Pushed: matching - toPush,
    ToPush: toPush,
    PushedUntil: timeText(pushedUntil),
    TakenUntil: timeText(takenUntil),
    ...('rests' in retiring
      ? { RetiringRests: retiring.rests }
      : { ToRetire: retiring.count, ToRetireIsMost: retiring.isMost, RetiringRests: '' }),
    HeldBack: held.length,
    Owed: state.owed.length - held.length,
    Held: held.slice(0, MOST_NAMED).map(({ value, type, at }) => ({
      Value: value.slice(0, LONGEST_VALUE),
      Type: type,
      Since: timeText(at),
    })),
    Refused: state.refused.length,
    RefusedInAll: state.refusedInAll,
    NewestRefusal: newestRefusal(state),
    LastRun: state.lastRun === undefined ? undefined : runRow(state.lastRun),
    OfficialSeen: timeText(overview.officialAt),
    KeyLevel: keyLevelOf(config, state),
    Version: VERSION,
    RunLimit: Math.round(runLimit.seconds * 10) / 10,
    RunLimitFrom: runLimit.source,
    ...(tenant === undefined ? {} : tenantRow(tenant)),
  };
}

/** What is held back by a rule that waits; the others are only owed an answer. */
export function heldBack({ owed }: SyncState): readonly Owed[] {
  return owed.filter(({ modified }) => modified === undefined);
}

/** The key's level, as far as it is known. */
export function keyLevelOf({ keyLevel }: Config, state: SyncState): string {
  return keyLevel === 'Auto' ? (state.keyLevel ?? 'Auto') : keyLevel;
}

function newestRefusal({ refused }: SyncState): ContextRow | undefined {
  const newest = refused.at(-1);
  return newest === undefined
    ? undefined
    : { Value: newest.value, Reason: newest.reason, Since: newest.since };
}

function runRow({ command, began, end = 'killed', seconds, failure, told, counts }: RunSummary): ContextRow {
  const named = COUNTED.map((what) => [what.charAt(0).toUpperCase() + what.slice(1), counts[what] ?? 0]);
  return {
    Command: command,
    Began: began,
    End: end,
    Seconds: seconds,
    Failure: failure === undefined ? undefined : legible(failure),
    Told: told.slice(-MOST_NAMED).map(legible),
    ...Object.fromEntries(named),
  };
}

function tenantRow(tenant: Tenant): ContextRow {
  return tenant.isReachable
    ? {
        ToTake: tenant.toTake,
        Tenant: {
          Reachable: true,
          Time: timeText(tenant.time),
          Ahead: Math.round(tenant.aheadMs / 1000),
        },
      }
    : { Tenant: { Reachable: false, Failure: legible(tenant.failure) } };
}
