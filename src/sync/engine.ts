import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { messageOf } from '../errors.ts';
import type { OwnSource } from '../indicators/echo.ts';
import type { OutgoingRules } from '../indicators/rules.ts';
import type { XdrClient } from '../xdr/client.ts';
import type { Host } from '../xsoar/host.ts';
import type { Log } from '../xsoar/log.ts';
import type { TimeBudget } from './budget.ts';
import type { Report } from './memory/report.ts';
import type { SyncState } from './memory/state.ts';
import type { StateStore } from './memory/store.ts';
import type { RunLimit } from './run-limit.ts';
import { changeOfSettings, type SentBy, type Sides } from './two-sides.ts';

/** The parts that the engine works with. */
export interface Engine {
  config: Config;
  host: Host;
  xdr: XdrClient;
  store: StateStore;
  clock: Clock;
  /** The time in XDR, in ms since the epoch. */
  tenantNow: () => number;
  budget: TimeBudget;
  /** How long this run may take, and who says so. */
  runLimit: RunLimit;
  log: Log;
  /** What this run does, to be told at its end. */
  report: Report;
  /** Whose opinion this integration's own is, as XSOAR names it. */
  source: OwnSource;
  /**
   * How indicators are mapped in this run; asks XSOAR for its address only where the comments need it.
   * @param settings others than the present ones
   */
  outgoingRules: (settings?: SentBy) => Promise<OutgoingRules>;
}

/** How far XDR's clock is ahead of XSOAR's, in ms. */
export function offsetOf({ tenantNow, clock }: Pick<Engine, 'tenantNow' | 'clock'>): number {
  return tenantNow() - clock.now();
}

/** The settings that decide what is sent, as the state keeps them. */
export function sentByOf({ query, outgoing }: Pick<Config, 'query' | 'outgoing'>): SentBy {
  return { query, ...outgoing };
}

/** Puts what was told so far into the state: before a write that passes something over, so that a kill hides nothing. */
export async function keepReport({ report, store, log }: Engine): Promise<void> {
  if (!report.isKept) {
    await log.flush();
    await store.update((state) => ({ ...state, lastRun: report.summary() }));
  }
}

/** What the rules for both sides need of the instance's settings, the present ones and those before. */
export async function sidesOf(
  engine: Engine,
  state: Pick<SyncState, 'sentBefore' | 'sentBy' | 'pushedUntil'>,
): Promise<Sides> {
  const before = settingsBefore(engine, state);
  return {
    outgoing: await engine.outgoingRules(),
    before: before === undefined ? undefined : await engine.outgoingRules(before),
    pushedUntil: state.pushedUntil,
    incoming: engine.config.incoming,
    ownTags: engine.config.incoming.tags,
    source: engine.source,
    offset: offsetOf(engine),
  };
}

/** Where nothing was pushed by the present settings yet, as while *Auto Sync* is off: those by which all was. */
function settingsBefore(
  { config }: Engine,
  { sentBefore, sentBy }: Pick<SyncState, 'sentBefore' | 'sentBy'>,
): SentBy | undefined {
  const isOther = changeOfSettings(sentBy, sentByOf(config)) === 'fields';
  return isOther ? sentBy : sentBefore?.settings;
}

/**
 * Puts the run's summary into the state, with how it ended. What was done must not fail because it cannot be told.
 * @param failure what ended it, where it failed
 */
export async function endReport(
  { report, store, log, clock }: Engine,
  how: string,
  failure?: unknown,
): Promise<void> {
  const lastRun = report.summary({
    how,
    seconds: (clock.now() - report.startedAt) / 1000,
    failure: failure === undefined ? undefined : messageOf(failure),
  });
  try {
    await store.update((state) => ({ ...state, lastRun }));
  } catch (thrown) {
    log.info(`The summary of this run was not stored: ${messageOf(thrown)}`);
  }
}
