import { messageOf, UsageError } from '../../src/errors.ts';
import { Interrupted, unlessInterrupted } from './interruption.ts';
import type { Options } from './options.ts';
import { planLine } from './plan.ts';
import type { Prompt } from './prompt.ts';
import type { Room } from './room.ts';
import { writeState } from './state-file.ts';
import { runTour } from './tour.ts';

/** Exit codes, as a shell knows them. */
export const ExitCode = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

type Outcome = 'ok' | 'failed' | 'exit';

/** One sitting in the War Room: a tour, lines from the command line, or a prompt. */
export class Session {
  readonly #room: Room;
  readonly #options: Options;
  readonly #prompt: () => Prompt;

  /** @param prompt the room's one prompt, which whoever asks first opens */
  constructor(room: Room, options: Options, prompt: () => Prompt) {
    this.#room = room;
    this.#options = options;
    this.#prompt = prompt;
  }

  /** Runs the lines, up to the first that fails. Nothing is run when one of them is wrong. */
  async runLines(fresh: boolean): Promise<number> {
    const { lines, empty } = this.#options;
    const plans = lines.map((line) => this.#planned(line));
    const { world, screen } = this.#room;
    if (world.real !== undefined) screen.text(world.real.banner, 'warn');
    if (fresh && !empty && world.real === undefined && !plans.some((plan) => plan?.name === 'load')) {
      screen.text(`${world.xsoar.loadSamples()} sample indicators loaded into XSOAR (--empty: none).`, 'dim');
    }
    for (const [index, line] of lines.entries()) {
      screen.typed(line);
      const outcome = await this.#run(line);
      if (outcome === 'exit') break;
      if (outcome === 'failed') return this.#stopped(lines.length - index - 1);
    }
    return ExitCode.ok;
  }

  /** The tour on a fresh start, then lines until the input ends. */
  async converse(fresh: boolean): Promise<number> {
    // Before the tour: from here on, Ctrl-C is a key.
    const prompt = this.#prompt();
    const { io, screen, stop } = this.#room;
    await this.#begin(fresh);
    let failed = false;
    for (;;) {
      const line = await prompt.next(this.#room.interrupted);
      if (line === undefined) break;
      if (!io.inputIsTerminal && line.trim() !== '') screen.typed(line);
      const outcome = await stop.during(async () => await this.#run(line));
      if (outcome === 'exit') break;
      failed ||= outcome === 'failed';
    }
    // Whoever types has read what failed; a script has only the exit code.
    return failed && !io.inputIsTerminal ? ExitCode.failed : ExitCode.ok;
  }

  /** Writes the state file, where there is one. */
  async save(): Promise<void> {
    const { state } = this.#options;
    const { world, parameters } = this.#room;
    if (state === undefined || !world.isKept) return;
    await writeState(state, {
      version: 1,
      tenant: world.tenant,
      params: parameters.keepable(),
      world: world.snapshot(),
    });
  }

  #planned(line: string) {
    try {
      return planLine(line, this.#room);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(`In the line ${line}\n${error.message}`, { advice: error.advice, cause: error });
    }
  }

  async #run(line: string): Promise<Outcome> {
    const { screen } = this.#room;
    let outcome: Outcome = 'ok';
    try {
      const plan = planLine(line, this.#room);
      if (plan === undefined) return 'ok';
      if (plan.name === 'exit') outcome = 'exit';
      else outcome = (await unlessInterrupted(plan.run(), this.#room.interrupted)) ? 'ok' : 'failed';
    } catch (error) {
      if (this.#room.interrupted.aborted) throw error;
      if (error instanceof Interrupted) screen.text('Stopped.', 'warn');
      else screen.failure(error);
      outcome = 'failed';
    }
    await this.save();
    return outcome;
  }

  async #begin(fresh: boolean): Promise<void> {
    const { empty, tour } = this.#options;
    const { world, screen, stop } = this.#room;
    if (world.real !== undefined) screen.text(world.real.banner, 'warn');
    else if (world.xdr !== undefined && fresh && !empty && tour) {
      const { xdr } = world;
      await stop.during(async () => await unlessInterrupted(this.#tour(xdr), this.#room.interrupted));
    } else if (fresh && !empty) {
      screen.text(`${world.xsoar.loadSamples()} sample indicators loaded into XSOAR (--empty: none).`, 'dim');
    }
    await this.save();
    if (this.#room.io.inputIsTerminal)
      screen.text('help lists the commands; Tab completes; Ctrl-D ends.', 'dim');
  }

  async #tour(xdr: NonNullable<Room['world']['xdr']>): Promise<void> {
    try {
      await runTour(this.#room, xdr);
    } catch (error) {
      const why = error instanceof Interrupted ? '.' : `: ${messageOf(error)}`;
      this.#room.screen.text(`The tour ends here${why}`, 'warn');
    }
  }

  #stopped(left: number): number {
    if (left > 0)
      this.#room.screen.text(`Stopped: ${left} more line${left === 1 ? ' was' : 's were'} not run.`, 'warn');
    return ExitCode.failed;
  }
}
