import { Interrupted } from './interruption.ts';
import type { Room } from './room.ts';

/** A line that is typed and really run, or what else is shown. */
type Part = string | (() => unknown);

/** One step of a tour: what it is about, and what is done. */
export type Step = [title: string, ...parts: readonly Part[]];

/**
 * Plays a tour. Where a person sits there, each step waits until the one before was read; that takes two lines, so a
 * step fits 22.
 * @param steps each is asked for when the one before is done
 * @returns false when a line failed; the tour ends there
 * @throws Interrupted when it is told to stop
 */
export async function playTour(room: Room, steps: AsyncIterable<Step>): Promise<boolean> {
  const { screen, pause } = room;
  let number = 0;
  for await (const [title, ...parts] of steps) {
    if (number > 0) {
      screen.blank();
      if (!(await pause())) {
        screen.text('The tour ends here.', 'dim');
        return true;
      }
    }
    number += 1;
    screen.text(`${number}. ${title}`, 'bold');
    if (!(await isDone(room, parts))) {
      screen.text('The tour ends here.', 'warn');
      return false;
    }
  }
  return true;
}

async function isDone({ screen, run, stop }: Room, parts: readonly Part[]): Promise<boolean> {
  const { signal } = stop;
  for (const [index, part] of parts.entries()) {
    if (index > 0) screen.blank();
    if (typeof part !== 'string') {
      await part();
      continue;
    }
    screen.typed(part);
    const succeeded = await run(part);
    if (signal.aborted) throw new Interrupted();
    if (!succeeded) return false;
  }
  return true;
}
