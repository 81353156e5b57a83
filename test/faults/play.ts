import { type Cast, castFor, type Scene, type Step } from './scenes.ts';
import type { Outcome, Stage } from './stage.ts';
import { add, innocent, type Verdict } from './verdict.ts';

/** How often a failed step is repeated after the fault is lifted: one or a few more runs. */
const REPEATS = 3;
/** What an entry may weigh, in bytes. */
const LARGEST_ENTRY = 5_000_000;

/** A fault that is in force. */
export interface Struck {
  /** Whether it has struck yet. */
  struck: boolean;
  /** Ends it. */
  lift(): void | Promise<void>;
  /** The run in which it strikes cannot be a success: saying so would hide it. */
  mustFail?: boolean;
  /** The run in which it strikes is a success all the same. */
  mustSucceed?: boolean;
  /** The run in which it strikes cannot give an entry. */
  silent?: boolean;
}

/**
 * Plays a scene under a fault: a step whose run failed is repeated after the fault is lifted, as the next fetch, or the
 * person who typed the command, would. In the end both sides are held against the ledger.
 */
export async function play(scene: Scene, stage: Stage, fault?: Struck): Promise<Verdict> {
  const verdict = innocent();
  const cast = castFor(scene, stage);
  for (const [index, step] of scene.steps.entries()) {
    const problems = await playStep(step, cast, fault);
    verdict.problems.push(...problems.map((problem) => `step ${index + 1}: ${problem}`));
  }
  if (fault?.struck === false) {
    verdict.problems.push('the fault never struck: the trial proves nothing');
  }
  add(verdict, judge(cast));
  return verdict;
}

async function playStep(step: Step, cast: Cast, fault: Struck | undefined): Promise<string[]> {
  step.prepare?.(cast);
  const before = fault?.struck ?? true;
  const outcome = await step.run(cast);
  const strikesNow = fault !== undefined && !before && fault.struck;
  const problems = strikesNow ? demeanour(outcome, fault) : clarity(outcome);
  if (strikesNow) {
    await fault.lift();
  } else if (!outcome.ok) {
    problems.push(`failed without a fault: ${say(outcome)}`);
  }
  if (!outcome.ok) {
    problems.push(...(await recover(step, cast)));
  }
  return problems;
}

/** What is held against the run in which the fault struck. */
function demeanour(outcome: Outcome, fault: Struck): string[] {
  const problems = fault.silent ? [] : clarity(outcome);
  if (fault.mustFail && outcome.ok) {
    problems.push('claims success although the fault was in force');
  }
  if (fault.mustSucceed && !outcome.ok) {
    problems.push(`fails although the fault passes: ${say(outcome)}`);
  }
  return problems;
}

async function recover(step: Step, cast: Cast): Promise<string[]> {
  let last: Outcome | undefined;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    last = await step.run(cast);
    if (last.ok) {
      return [];
    }
  }
  return [`does not recover: ${say(last)}`];
}

/** A failure is one error entry that says something, and is not too large; a success has none. */
export function clarity(outcome: Outcome): string[] {
  if (outcome.broken !== undefined) {
    return [`broke: ${outcome.broken}`];
  }
  const { results } = outcome;
  const errors = results.filter((result) => typeof result === 'string' || result.Type === 4);
  const problems: string[] = [];
  if (!outcome.ok && (errors.length !== 1 || textOf(errors[0]).trim() === '')) {
    problems.push(`should give one error, not ${JSON.stringify(errors).slice(0, 300)}`);
  }
  if (results.some((result) => Buffer.byteLength(JSON.stringify(result)) > LARGEST_ENTRY)) {
    problems.push('an entry is larger than 5 MB');
  }
  return problems;
}

/** Both sides against the ledger, the context against reason, and what was said against what is secret. */
export function judge({ stage, ledger }: Cast): Verdict {
  return { problems: [...contextProblems(stage), ...stage.witness.leaks()], ...ledger.compare() };
}

function contextProblems(stage: Stage): string[] {
  const { xsoar, tenant, params } = stage;
  const { ts, time, is_first_sync_phase: first, search_after: cursor } = xsoar.context;
  const problems: string[] = [];
  const newest = Math.max(0, ...[...tenant.all()].map(({ modified }) => modified));
  if (!Number.isInteger(ts) || (ts as number) > Math.max(newest, Date.now(), stage.now()) + 3_600_000) {
    problems.push(`the context's ts is ${ts}`);
  }
  if (params.autoSync !== true) {
    return problems;
  }
  if (Number.isNaN(Date.parse(String(time)))) {
    problems.push(`the context's time is ${time}`);
  }
  if (first !== false) {
    problems.push(`the context's is_first_sync_phase is ${first}`);
  }
  if (cursor !== undefined && !(Array.isArray(cursor) && cursor.length === 2)) {
    problems.push(`the context's search_after is ${JSON.stringify(cursor)}`);
  }
  return problems;
}

function textOf(result: unknown): string {
  return typeof result === 'string'
    ? result
    : String((result as { Contents?: unknown } | undefined)?.Contents);
}

function say(outcome: Outcome | undefined): string {
  return outcome?.broken ?? (outcome?.results ?? []).map(textOf).join(' | ').slice(0, 300);
}
