import { OutOfTimeError } from '../errors.ts';
import type { TimeBudget } from './budget.ts';

/** How long a run may take, and who says so. */
export interface RunLimit {
  /** In s. */
  seconds: number;
  /** XSOAR's calling context, the instance's *Maximum run time*, or nobody. */
  source: 'xsoar' | 'setting' | 'default';
  /** How long XSOAR lets the run take, in s, where it says so. */
  allowed?: number | undefined;
}

/** Where nobody says anything, in s: XSOAR's own limit is 3 minutes unless somebody changed it. */
const DEFAULT_S = 150;

/**
 * What is left of XSOAR's own limit for the end of a run, in s: a sixth of it, 12 at least and 60 at most. When the time
 * is over, an answer of XDR may be waited for 10 more seconds, and then the state is stored and the entries are given. A
 * server that gives its runs longer is mostly a slower one. A run that XSOAR ends says nothing.
 */
function marginOf(allowed: number): number {
  const margin = Math.min(60, Math.max(12, allowed / 6));
  return Math.min(margin, allowed / 2);
}

/**
 * The limit of a run: the smaller of what XSOAR allows, less a margin, and what the administrator set.
 * @param allowed what XSOAR allows, in s
 * @param set *Maximum run time*, in s
 */
export function runLimit(allowed: number | undefined, set: number | undefined): RunLimit {
  const ofXsoar = allowed === undefined ? Number.POSITIVE_INFINITY : allowed - marginOf(allowed);
  if (set !== undefined && set <= ofXsoar) {
    return { seconds: set, source: 'setting', allowed };
  }
  return allowed === undefined
    ? { seconds: DEFAULT_S, source: 'default' }
    : { seconds: ofXsoar, source: 'xsoar', allowed };
}

/** The limit in words, such as `150 s: XSOAR allows 180 s, and the rest is for the run's end`. */
export function describeLimit({ seconds, source, allowed }: RunLimit): string {
  const words = {
    xsoar: `XSOAR allows ${round(allowed)} s, and the rest is for the run's end`,
    setting: "'Maximum run time (seconds)'",
    default: 'XSOAR does not say how long it may take',
  };
  return `${round(seconds)} s: ${words[source]}`;
}

/** How to give a command more time. */
const MORE_TIME: Readonly<Record<RunLimit['source'], string>> = {
  xsoar: 'For more time, add execution-timeout=<seconds> to the command, or raise its limit in XSOAR.',
  setting: "For more time, raise 'Maximum run time (seconds)' in the instance's settings, or leave it blank.",
  default:
    "For more time, set 'Maximum run time (seconds)' in the instance's settings: somewhat less than XSOAR allows.",
};

/** What an error about a run's time needs to know. */
interface Limited {
  budget: TimeBudget;
  runLimit: RunLimit;
}

/**
 * The error that ends a command whose time is over.
 * @param state what was done and what was not
 * @param advice what else can be done about it
 */
export function outOfTime({ runLimit: limit }: Limited, state: string, advice = ''): OutOfTimeError {
  return new OutOfTimeError(`The time of this run is over (${describeLimit(limit)}). ${state}`, {
    advice: `${advice} ${MORE_TIME[limit.source]}`.trim(),
  });
}

/** @throws OutOfTimeError where the run's time is over, with what was done and what was not */
export function expectTime(run: Limited, state: () => string): void {
  if (!run.budget.hasTimeFor(0)) {
    throw outOfTime(run, state());
  }
}

function round(seconds: number | undefined): string {
  return String(Math.round((seconds ?? 0) * 10) / 10);
}
