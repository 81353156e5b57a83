import { perform } from './acts.ts';
import { secondsOf } from './fields.ts';
import { notInStep } from './in-step.ts';
import { wrongAboutLeaving } from './leaving.ts';
import { type Ended, runCommand } from './run.ts';
import type { Sequence } from './sequence.ts';
import { sendsAlike } from './settings.ts';
import { type Breach, createSides, noteLeft, type Sides } from './sides.ts';
import type { Act, Command, Run, Step } from './steps.ts';
import { notTaken } from './taken.ts';
import { replacedUntold, vanished } from './vanished.ts';
import { wrongWinners } from './winners.ts';

/** How many runs nobody disturbs, before both sides must be in step; fewer where two in a row have changed nothing. */
const QUIET_RUNS = 6;
/** Longer than an indicator takes to settle. */
const QUIET_MS = 45_000;
const HOUR_MS = 3_600_000;
const QUIET_RUN: Run = { do: 'run', command: 'own', who: [], during: [], slow: 0 };

/** Commands that fail rightly: of a value that XSOAR does not hold, or that still matches. */
const MAY_FAIL: ReadonlySet<Run['command']> = new Set(['push by name', 'retire']);

/** Plays a sequence, then lets both sides come to rest; answers what the rules do not allow. */
export async function play(sequence: Sequence, onStep?: (line: string) => void): Promise<Breach[]> {
  const sides = await createSides(sequence.platform, sequence.settings);
  try {
    const player = new Player(sides, sequence, onStep ?? (() => undefined));
    for (const step of sequence.steps) {
      await player.take(step);
    }
    return await player.rest();
  } finally {
    await sides.close();
  }
}

class Player {
  readonly #sides: Sides;
  readonly #sequence: Sequence;
  readonly #onStep: (line: string) => void;

  constructor(sides: Sides, sequence: Sequence, onStep: (line: string) => void) {
    this.#sides = sides;
    this.#sequence = sequence;
    this.#onStep = onStep;
  }

  async take(step: Step): Promise<void> {
    this.#onStep(JSON.stringify(step));
    const sides = this.#sides;
    if (step.do === 'wait') {
      sides.clock.advance(step.ms);
    } else if (step.do === 'set') {
      const settings = { ...sides.settings, ...step.settings };
      if (!sendsAlike(settings, sides.settings)) {
        sides.settingsChanged = true;
        sides.settingsEverChanged = true;
      }
      sides.retireActionChanged ||= settings.retireAction !== sides.settings.retireAction;
      sides.settings = settings;
    } else if (step.do === 'run') {
      await this.#run(step);
    } else {
      this.#perform(step);
    }
  }

  /** Quiet runs, then one more that must change nothing; what is wrong after them. */
  async rest(): Promise<Breach[]> {
    const sides = this.#sides;
    sides.settings = { ...sides.settings, maxRun: 150 };
    for (let run = 0, unchanged = 0; run < QUIET_RUNS && unchanged < 2; run += 1) {
      const was = bothSides(sides);
      sides.clock.advance(QUIET_MS);
      await this.#run(QUIET_RUN);
      unchanged = bothSides(sides) === was ? unchanged + 1 : 0;
    }
    sides.clock.advance(QUIET_MS);
    const before = bothSides(sides);
    const creations = sides.creations;
    await this.#run(QUIET_RUN);
    const restless = bothSides(sides) === before ? [] : [breach('one more run changes a side', '')];
    const created = sides.creations === creations ? [] : [breach('one more run calls createIndicators', '')];
    const laws = [notInStep, notTaken, wrongWinners, vanished, replacedUntold, wrongAboutLeaving];
    return [...sides.breaches, ...restless, ...created, ...laws.flatMap((law) => law(sides))];
  }

  async #run(run: Run): Promise<void> {
    const sides = this.#sides;
    const command = commandOf(run, sides, this.#sequence);
    const wasNotSynced = sides.xsoar.context.time === undefined;
    const began = sides.history.events;
    sides.runs.add(began);
    const ended = await runCommand(sides, command, run, {
      act: (act) => {
        this.#onStep(`  meanwhile ${JSON.stringify(act)}`);
        this.#perform(act);
      },
      beside: async (other) => await this.#run(other),
    });
    if (!ended.ok) {
      sides.runs.delete(began);
    }
    this.#onStep(
      `  ${command.name} ${JSON.stringify(command.args)}: ${ended.ok ? 'ok' : 'failed'}\n${ended.text}`,
    );
    this.#note(run, ended, wasNotSynced);
  }

  #perform(act: Act): void {
    perform(this.#sides, this.#sequence.pool, act);
    noteLeft(this.#sides);
  }

  #note(run: Run, ended: Ended, wasNotSynced: boolean): void {
    const sides = this.#sides;
    // A push of all that was modified since has no beginning before the first sync.
    const mayFail = MAY_FAIL.has(run.command) || (run.command === 'push' && wasNotSynced);
    const wasTooSlow = run.slow > 0 && /time of this run is over/.test(ended.text);
    if (!ended.ok && !ended.disturbed && !mayFail && !wasTooSlow) {
      sides.breaches.push(breach('a run failed that nothing disturbed', ended.text.slice(0, 300)));
    }
    sides.retiredByCommand ||= run.command === 'retire';
    if (run.command === 'set sync time') {
      sides.syncTime = Math.max(sides.syncTime, sides.clock.now() - HOUR_MS);
    }
    const fetched = run.command === 'own' && sides.settings.fetches;
    if (ended.ok && fetched && !isFirstPhase(sides)) {
      // Without Auto Sync nothing is pushed by the new settings.
      sides.settingsChanged &&= !sides.settings.autoSync;
      sides.firstSyncEnded ??= sides.clock.now();
    }
    noteLeft(sides);
  }
}

function isFirstPhase({ xsoar }: Sides): boolean {
  const phase = xsoar.context.is_first_sync_phase;
  return phase === true || phase === undefined;
}

function breach(kind: string, text: string): Breach {
  return { kind, key: '', text };
}

/** The instance's own run: a fetch, or the War Room push of an instance that does not fetch. */
function commandOf(run: Run, { settings, clock }: Sides, { pool }: Sequence): Command {
  const indicator = run.who.flatMap((place) => pool[place]?.value ?? []).join(',');
  switch (run.command) {
    case 'own':
      return { name: settings.fetches ? 'fetch-indicators' : 'xdr-iocs-push', args: {} };
    case 'push':
      return { name: 'xdr-iocs-push', args: {} };
    case 'push by name':
      return { name: 'xdr-iocs-push', args: { indicator } };
    case 'enable':
    case 'disable':
      return { name: `xdr-iocs-${run.command}`, args: { indicator } };
    case 'sync':
      return { name: 'xdr-iocs-sync', args: { firstTime: 'true', confirm: 'true' } };
    case 'set sync time':
      return { name: 'xdr-iocs-set-sync-time', args: { time: secondsOf(clock.now() - HOUR_MS) } };
    case 'retire':
      return { name: 'xdr-iocs-retire', args: { dry_run: 'false' } };
  }
}

/** All that people see of both sides, to be compared; not when XDR was last told the same. */
function bothSides({ xsoar, tenant }: Sides): string {
  const iocs = [...tenant.all()].map(({ modified: _modified, ...ioc }) => ioc);
  const indicators = [...xsoar.indicators.all()].map(({ lastSeen: _lastSeen, ...indicator }) => indicator);
  return JSON.stringify([iocs.sort((one, other) => (one.value < other.value ? -1 : 1)), indicators]);
}
