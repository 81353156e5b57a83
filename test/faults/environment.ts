import type { FaultyWorld, MakeWorld, WorldOptions } from './faulty-world.ts';
import { play } from './play.ts';
import type { Scenario } from './scenarios.ts';
import type { Findings } from './trial.ts';

export interface EnvironmentOptions {
  name: string;
  make: MakeWorld;
  /** The scenarios that are played here. */
  scenarios: readonly Scenario[];
  /** Of so many requests to an endpoint, the numbers of those at which a fault happens. */
  places: (count: number) => number[];
  /** Time is real: a retry is waited for. */
  real: boolean;
}

/** Where scenarios are played: in worlds of one kind, each trial in its own. */
export class Environment {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
  readonly places: (count: number) => number[];
  readonly real: boolean;
  readonly #make: MakeWorld;
  readonly #dryRuns = new Map<string, Promise<FaultyWorld>>();

  constructor({ name, make, scenarios, places, real }: EnvironmentOptions) {
    this.name = name;
    this.scenarios = scenarios;
    this.places = places;
    this.real = real;
    this.#make = make;
  }

  /** Gives a new world, and clears it away afterwards. */
  async inWorld<T>(use: (world: FaultyWorld) => Promise<T>, options?: WorldOptions): Promise<T> {
    const world = await this.#make(options);
    try {
      return await use(world);
    } finally {
      await world.close();
    }
  }

  /** Plays a scenario in a new world. @param prepare makes the world fail, or is left out */
  async play(
    scenario: Scenario,
    prepare: (world: FaultyWorld) => Parameters<typeof play>[2] = () => undefined,
    options?: WorldOptions,
  ): Promise<Findings> {
    return await this.inWorld(async (world) => await play(scenario, world, prepare(world)), options);
  }

  /**
   * The world after a scenario without a fault, closed: what was called, and how often. Played once.
   * @throws Error when the scenario fails by itself
   */
  async dryRun(scenario: Scenario, options: WorldOptions = {}): Promise<FaultyWorld> {
    const key = `${scenario.name} ${JSON.stringify(options)}`;
    const known = this.#dryRuns.get(key) ?? this.#dryRun(scenario, options);
    this.#dryRuns.set(key, known);
    return await known;
  }

  async #dryRun(scenario: Scenario, options: WorldOptions): Promise<FaultyWorld> {
    return await this.inWorld(async (world) => {
      const all = Object.values(await play(scenario, world)).flat();
      if (all.length > 0) {
        throw new Error(`The scenario '${scenario.name}' fails without any fault:\n${all.join('\n')}`);
      }
      return world;
    }, options);
  }
}

/** A middle one of so many. */
export function inTheMiddle(count: number): number[] {
  return count === 0 ? [] : [Math.ceil(count / 2)];
}

/** The first, a middle and the last of so many. */
export function inThree(count: number): number[] {
  return count === 0 ? [] : [...new Set([1, Math.ceil(count / 2), count])];
}

/** All of so many. */
export function everywhere(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
