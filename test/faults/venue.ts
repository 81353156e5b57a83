import { play } from './play.ts';
import type { Scene } from './scenes.ts';
import type { Stage, StageMaker, StageOptions } from './stage.ts';

export interface VenueOptions {
  name: string;
  make: StageMaker;
  /** The scenes that are played here. */
  scenes: readonly Scene[];
  /** Which of so many requests to an endpoint a fault strikes. */
  spots: (count: number) => number[];
  /** Time is real: a retry is waited for. */
  real: boolean;
}

/** Where scenes are played: on stages of one kind. */
export class Venue {
  readonly name: string;
  readonly scenes: readonly Scene[];
  readonly spots: (count: number) => number[];
  readonly real: boolean;
  readonly #make: StageMaker;
  readonly #rehearsals = new Map<Scene, Promise<unknown>>();

  constructor({ name, make, scenes, spots, real }: VenueOptions) {
    this.name = name;
    this.scenes = scenes;
    this.spots = spots;
    this.real = real;
    this.#make = make;
  }

  /** Gives a fresh stage, and clears it away afterwards. */
  async on<T>(use: (stage: Stage) => Promise<T>, options?: StageOptions): Promise<T> {
    const stage = await this.#make(options);
    try {
      return await use(stage);
    } finally {
      await stage.close();
    }
  }

  /**
   * What can be counted after a scene without a fault; played once.
   * @throws Error when the scene fails by itself
   */
  async rehearse<T>(scene: Scene, count: (stage: Stage) => Promise<T>): Promise<T> {
    const rehearsal = this.#rehearsals.get(scene) ?? this.#rehearse(scene, count);
    this.#rehearsals.set(scene, rehearsal);
    return (await rehearsal) as T;
  }

  async #rehearse<T>(scene: Scene, count: (stage: Stage) => Promise<T>): Promise<T> {
    return await this.on(async (stage) => {
      const { problems, lost, wrong } = await play(scene, stage);
      const all = [...problems, ...lost, ...wrong];
      if (all.length > 0) {
        throw new Error(`The scene '${scene.name}' fails without any fault:\n${all.join('\n')}`);
      }
      return await count(stage);
    });
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
