import { Interrupted } from './interruption.ts';
import type { Room } from './room.ts';

/** A tour ended before its last step: a line failed, or whoever watched has had enough. */
export class TourEnded extends Error {
  override readonly name = 'TourEnded';
  readonly hasFailed: boolean;

  constructor(hasFailed: boolean) {
    super('The tour ended.');
    this.hasFailed = hasFailed;
  }
}

/**
 * The steps of a tour: a title, and lines that are shown as they would be typed, and really run. Where a person sits
 * there, each step waits until the one before was read.
 */
export class Steps {
  readonly #room: Room;
  #number = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Begins the next step. @throws TourEnded where nobody wants it */
  async next(title: string): Promise<void> {
    const { screen } = this.#room;
    if (this.#number > 0) {
      screen.blank();
      if (!(await this.#room.pause())) throw new TourEnded(false);
    }
    this.#number += 1;
    screen.text(`${this.#number}. ${title}`, 'bold');
  }

  /** The next step: lines that are typed and run. @throws TourEnded when one fails, Interrupted when told to stop */
  async play(title: string, ...lines: readonly string[]): Promise<void> {
    const { screen, run, stop } = this.#room;
    const { signal } = stop;
    await this.next(title);
    for (const [index, line] of lines.entries()) {
      if (index > 0) screen.blank();
      screen.typed(line);
      const succeeded = await run(line);
      if (signal.aborted) throw new Interrupted();
      if (!succeeded) throw new TourEnded(true);
    }
  }
}

/** Plays a tour. @returns false when one of its lines failed */
export async function playTour(room: Room, tour: (steps: Steps) => Promise<void>): Promise<boolean> {
  try {
    await tour(new Steps(room));
    return true;
  } catch (error) {
    if (!(error instanceof TourEnded)) throw error;
    room.screen.text('The tour ends here.', error.hasFailed ? 'warn' : 'dim');
    return !error.hasFailed;
  }
}
