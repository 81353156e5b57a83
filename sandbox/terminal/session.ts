import { messageOf, UsageError } from '../../src/errors.ts';
import { Interrupted, unlessInterrupted } from './interruption.ts';
import type { Options } from './options.ts';
import { planLine } from './plan.ts';
import type { Prompt } from './prompt.ts';
import type { Room } from './room.ts';
import { writeState } from './state-file.ts';
import { runTour } from './tour.ts';
import type { Sandbox, XdrSide } from './world.ts';

/** Exit codes, as a shell knows them. */
export const ExitCode = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

type Outcome = 'ok' | 'failed' | 'exit';

/** One sitting in the War Room: a tour, lines from the command line, or a prompt. */
export class Session {
  readonly #room: Room;
  readonly #options: Options;
  /** The sandbox of a fresh start, which has no indicators yet; undefined where none are wanted. */
  readonly #fresh: Sandbox | undefined;

  /** @param isFresh whether there is no state of an earlier start */
  constructor(room: Room, options: Options, isFresh: boolean) {
    this.#room = room;
    this.#options = options;
    const { real, sandbox } = room.world;
    this.#fresh = isFresh && !options.empty && real === undefined ? sandbox : undefined;
  }

  /** Runs the lines, up to the first that fails. Nothing is run when one of them is wrong. */
  async runLines(): Promise<number> {
    const { lines } = this.#options;
    const plans = lines.map((line) => this.#planned(line));
    const { screen } = this.#room;
    this.#showBanner();
    if (!plans.some((plan) => plan?.name === 'load')) this.#loadSamples();
    for (const [index, line] of lines.entries()) {
      screen.typed(line);
      const outcome = await this.#run(line);
      if (outcome === 'exit') break;
      const left = lines.length - index - 1;
      if (outcome === 'failed' && left > 0)
        screen.text(`Stopped: ${left} more line${left === 1 ? ' was' : 's were'} not run.`, 'warn');
      if (outcome === 'failed') return ExitCode.failed;
    }
    return ExitCode.ok;
  }

  /** The tour on a fresh start, then lines until the input ends. */
  async converse(prompt: Prompt): Promise<number> {
    const { io, screen, stop, interrupted } = this.#room;
    await this.#begin();
    let failed = false;
    for (;;) {
      const line = await prompt.next(interrupted);
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
    if (state === undefined) return;
    const snapshot = world.snapshot();
    if (snapshot === undefined) return;
    const params = parameters.keepable();
    await writeState(state, { version: 1, tenant: world.tenant, params, world: snapshot });
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
    const { screen, interrupted } = this.#room;
    let outcome: Outcome = 'ok';
    try {
      const plan = planLine(line, this.#room);
      if (plan === undefined) return 'ok';
      if (plan.name === 'exit') outcome = 'exit';
      else outcome = (await unlessInterrupted(plan.run(), interrupted)) ? 'ok' : 'failed';
    } catch (error) {
      if (interrupted.aborted) throw error;
      if (error instanceof Interrupted) screen.text('Stopped.', 'warn');
      else screen.failure(error);
      outcome = 'failed';
    }
    await this.save();
    return outcome;
  }

  async #begin(): Promise<void> {
    const { io, screen, stop, world, interrupted } = this.#room;
    this.#showBanner();
    const { xdr } = world;
    const fresh = this.#fresh;
    if (fresh !== undefined && xdr !== undefined && this.#options.tour) {
      await stop.during(async () => await unlessInterrupted(this.#tour(fresh, xdr), interrupted));
    } else this.#loadSamples();
    await this.save();
    if (io.inputIsTerminal) screen.text('help lists the commands; Tab completes; Ctrl-D ends.', 'dim');
  }

  async #tour(sandbox: Sandbox, xdr: XdrSide): Promise<void> {
    try {
      await runTour(this.#room, sandbox, xdr);
    } catch (error) {
      const why = error instanceof Interrupted ? '.' : `: ${messageOf(error)}`;
      this.#room.screen.text(`The tour ends here${why}`, 'warn');
    }
  }

  #showBanner(): void {
    const { world, screen } = this.#room;
    if (world.real !== undefined) screen.text(world.real.banner, 'warn');
  }

  #loadSamples(): void {
    if (this.#fresh === undefined) return;
    const count = this.#fresh.loadSamples();
    this.#room.screen.text(`${count} sample indicators loaded into XSOAR (--empty: none).`, 'dim');
  }
}
