import { SingleBar } from 'cli-progress';
import type { Io } from './io.ts';

/** Below this a sync is over before a bar would be read. */
const MANY = 5_000;

/** A bar that shows how far a sync has read, on a terminal, while there is much to read. */
export class Progress {
  readonly #io: Io;
  #bar: SingleBar | undefined;

  constructor(io: Io) {
    this.#io = io;
  }

  page({ seen, total }: { seen: number; total: number }): void {
    // A bar is drawn over itself; a dumb terminal cannot.
    if (!this.#io.outputIsTerminal || this.#io.environment.TERM === 'dumb' || total <= MANY) return;
    if (this.#bar === undefined) {
      this.#bar = new SingleBar({
        format: '  {bar} {percentage}%  {value} of {total} indicators',
        barCompleteChar: '█',
        barIncompleteChar: '░',
        barsize: 30,
        clearOnComplete: true,
        hideCursor: false,
        // Its own handlers of signals would stand in the way of the session's.
        gracefulExit: false,
        stream: this.#io.errors,
      });
      this.#bar.start(total, 0);
    }
    this.#bar.setTotal(total);
    this.#bar.update(Math.min(seen, total));
  }

  /** Takes the bar off the screen. */
  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
