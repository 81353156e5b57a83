import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import { textOf as saidBy } from '../support/world.ts';
import type { FaultyWorld, Outcome } from './faulty-world.ts';
import { type Scenario, type Step, useScenario } from './scenarios.ts';
import { addFindings, type Findings, noFindings } from './trial.ts';

/** How often a failed step is repeated after the fault has ended: one or a few more runs. */
const REPEATS = 3;
/** What an entry may weigh, in bytes. */
const LARGEST_ENTRY = 5_000_000;

/** A fault that is set up in a world. */
export interface ActiveFault {
  /** Whether it has happened yet. */
  happened: boolean;
  end(): void | Promise<void>;
  /** The run in which it happens cannot be a success: saying so would hide it. */
  mustFail?: boolean;
  /** The run in which it happens is a success all the same. */
  mustSucceed?: boolean;
  /** The run in which it happens cannot give an entry. */
  silent?: boolean;
}

/**
 * Plays a scenario under a fault. A step whose run failed is repeated when the fault has ended, as the next fetch, or
 * the person who typed the command, would. In the end both sides must hold what is expected.
 */
export async function play(scenario: Scenario, world: FaultyWorld, fault?: ActiveFault): Promise<Findings> {
  const findings = noFindings();
  useScenario(scenario, world);
  for (const [index, step] of scenario.steps.entries()) {
    const problems = await playStep(step, world, fault);
    findings.problems.push(...problems.map((problem) => `step ${index + 1}: ${problem}`));
  }
  if (fault?.happened === false) {
    findings.problems.push('the fault never happened: the trial proves nothing');
  }
  addFindings(findings, findingsAtEnd(world));
  return findings;
}

async function playStep(step: Step, world: FaultyWorld, fault: ActiveFault | undefined): Promise<string[]> {
  step.change?.(world);
  const happenedBefore = fault?.happened ?? true;
  const outcome = await step.run(world);
  const happensNow = fault !== undefined && !happenedBefore && fault.happened;
  const problems = happensNow ? problemsUnder(fault, outcome) : answerProblems(outcome);
  if (happensNow) {
    await fault.end();
  } else if (!outcome.ok) {
    problems.push(`failed without a fault: ${textOf(outcome)}`);
  }
  return outcome.ok ? problems : [...problems, ...(await repeat(step, world))];
}

/** What is held against the run in which the fault happened. */
function problemsUnder(fault: ActiveFault, outcome: Outcome): string[] {
  const problems = fault.silent ? [] : answerProblems(outcome);
  if (fault.mustFail && outcome.ok) {
    problems.push('claims success although the fault was in force');
  }
  if (fault.mustSucceed && !outcome.ok) {
    problems.push(`fails although the fault passes: ${textOf(outcome)}`);
  }
  return problems;
}

async function repeat(step: Step, world: FaultyWorld): Promise<string[]> {
  let last: Outcome | undefined;
  for (let count = 0; count < REPEATS; count += 1) {
    last = await step.run(world);
    if (last.ok) {
      return [];
    }
  }
  return [`does not recover: ${textOf(last)}`];
}

/** A failure is one error entry that says something, and is not too large; a success has none. */
export function answerProblems(outcome: Outcome): string[] {
  if (outcome.broken !== undefined) {
    return [`broke: ${outcome.broken}`];
  }
  const { ok, results } = outcome;
  const errors = results.filter((result) => typeof result === 'string' || result.Type === 4);
  const problems: string[] = [];
  if (!ok && (errors.length !== 1 || contentsOf(errors[0] ?? '').trim() === '')) {
    problems.push(`should give one error, not ${JSON.stringify(errors).slice(0, 300)}`);
  }
  if (results.some((result) => Buffer.byteLength(JSON.stringify(result)) > LARGEST_ENTRY)) {
    problems.push('an entry is larger than 5 MB');
  }
  return problems;
}

/** What both sides hold against what they should, what was said against what is secret, and the vendor's own keys. */
export function findingsAtEnd(world: FaultyWorld): Findings {
  const problems = [...contextProblems(world), ...world.secrets.leaks()];
  return { problems, ...world.expected.compare() };
}

function contextProblems(world: FaultyWorld): string[] {
  const { ts, time, is_first_sync_phase: first } = world.xsoar.context;
  const newest = Math.max(
    ...[...world.tenant.all()].map(({ modified }) => modified),
    Date.now(),
    world.now(),
  );
  const problems: string[] = [];
  if (!Number.isInteger(ts) || (ts as number) > newest + 3_600_000) {
    problems.push(`the context's ts is ${ts}`);
  }
  if (world.params.autoSync === true && Number.isNaN(Date.parse(String(time)))) {
    problems.push(`the context's time is ${time}`);
  }
  if (world.params.autoSync === true && first !== false) {
    problems.push(`the context's is_first_sync_phase is ${first}`);
  }
  return problems;
}

function contentsOf(result: WarRoomResult | undefined): string {
  return result === undefined || typeof result === 'string' ? String(result) : saidBy(result);
}

function textOf(outcome: Outcome | undefined): string {
  return outcome?.broken ?? (outcome?.results ?? []).map(contentsOf).join(' | ').slice(0, 300);
}
