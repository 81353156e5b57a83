import { messageOf, UsageError } from '../../src/errors.ts';
import { Interrupted, unlessInterrupted } from './interruption.ts';
import { type Plan, planLine } from './plan.ts';
import type { Prompt } from './prompt.ts';
import type { Room } from './room.ts';
import { writeState } from './state-file.ts';
import { runTour } from './tour.ts';
import type { Sandbox, XdrSide } from './world.ts';

/** Exit codes, as a shell knows them. */
export const ExitCode = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

type Outcome = 'ok' | 'failed' | 'exit';

/**
 * Runs lines from the command line, up to the first that fails. Nothing is run when one of them is wrong.
 * @param fresh the sandbox, where it is to begin with samples
 */
export async function runLines(room: Room, fresh: Sandbox | undefined): Promise<number> {
  const { screen, options } = room;
  const plans = options.lines.map((line) => planned(line, room));
  showBanner(room);
  if (!plans.some((plan) => plan?.name === 'load')) loadSamples(room, fresh);
  for (const [index, line] of options.lines.entries()) {
    screen.typed(line);
    const outcome = await runLine(line, room);
    if (outcome === 'exit') break;
    const left = options.lines.length - index - 1;
    if (outcome === 'failed' && left > 0)
      screen.text(`Stopped: ${left} more line${left === 1 ? ' was' : 's were'} not run.`, 'warn');
    if (outcome === 'failed') return ExitCode.failed;
  }
  return ExitCode.ok;
}

/**
 * The tour on a fresh start, then lines until the input ends.
 * @param fresh the sandbox, where it is to begin with samples
 */
export async function converse(room: Room, fresh: Sandbox | undefined, prompt: Prompt): Promise<number> {
  const { io, screen, stop, interrupted, options, world } = room;
  showBanner(room);
  const { xdr } = world;
  if (fresh !== undefined && xdr !== undefined && options.tour)
    await stop.during(async () => await unlessInterrupted(tour(room, fresh, xdr), interrupted));
  else loadSamples(room, fresh);
  await save(room);
  if (io.inputIsTerminal) screen.text('help lists the commands; Tab completes; Ctrl-D ends.', 'dim');
  let failed = false;
  for (;;) {
    const line = await prompt.next(interrupted);
    if (line === undefined) break;
    if (!io.inputIsTerminal && line.trim() !== '') screen.typed(line);
    const outcome = await stop.during(async () => await runLine(line, room));
    if (outcome === 'exit') break;
    failed ||= outcome === 'failed';
  }
  // Whoever types has read what failed; a script has only the exit code.
  return failed && !io.inputIsTerminal ? ExitCode.failed : ExitCode.ok;
}

/** Writes the state file, where there is one. */
export async function save({ world, parameters, options: { state } }: Room): Promise<void> {
  const snapshot = state === undefined ? undefined : world.snapshot();
  if (state === undefined || snapshot === undefined) return;
  const params = parameters.keepable();
  await writeState(state, { version: 1, tenant: world.tenant, params, world: snapshot });
}

function planned(line: string, room: Room): Plan | undefined {
  try {
    return planLine(line, room);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`In the line ${line}\n${error.message}`, { advice: error.advice, cause: error });
  }
}

async function runLine(line: string, room: Room): Promise<Outcome> {
  const { screen, interrupted } = room;
  let outcome: Outcome = 'ok';
  try {
    const plan = planLine(line, room);
    if (plan === undefined) return 'ok';
    if (plan.name === 'exit') outcome = 'exit';
    else outcome = (await unlessInterrupted(plan.run(), interrupted)) ? 'ok' : 'failed';
  } catch (error) {
    if (interrupted.aborted) throw error;
    if (error instanceof Interrupted) screen.text('Stopped.', 'warn');
    else screen.failure(error);
    outcome = 'failed';
  }
  await save(room);
  return outcome;
}

async function tour(room: Room, sandbox: Sandbox, xdr: XdrSide): Promise<void> {
  try {
    await runTour(room, sandbox, xdr);
  } catch (error) {
    const why = error instanceof Interrupted ? '.' : `: ${messageOf(error)}`;
    room.screen.text(`The tour ends here${why}`, 'warn');
  }
}

function showBanner({ world, screen }: Room): void {
  if (world.real !== undefined) screen.text(world.real.banner, 'warn');
}

function loadSamples({ screen }: Room, fresh: Sandbox | undefined): void {
  if (fresh === undefined) return;
  screen.text(`${fresh.loadSamples()} sample indicators loaded into XSOAR (--empty: none).`, 'dim');
}
