import { SingleBar } from 'cli-progress';
import type { Io } from './io.ts';

/** Below this a sync is over before a bar would be read. */
const MANY = 5_000;

const LOOK = {
  format: '  {bar} {percentage}%  {value} of {total} indicators',
  barCompleteChar: '█',
  barIncompleteChar: '░',
  barsize: 30,
  clearOnComplete: true,
  hideCursor: false,
  // Its own handlers of signals would stand in the way of the session's.
  gracefulExit: false,
};

/** A bar that shows how far a sync has read, on a terminal, while there is much to read. */
export class Progress {
  readonly #io: Io;
  readonly #stopped: AbortSignal;
  #bar: SingleBar | undefined;

  /** @param stopped a bar that is drawn on after this would take the line that says what Ctrl-C did */
  constructor(io: Io, stopped: AbortSignal) {
    this.#io = io;
    this.#stopped = stopped;
    stopped.addEventListener('abort', this.end, { once: true });
  }

  page({ seen, total }: { seen: number; total: number }): void {
    const { outputIsTerminal, environment, errors } = this.#io;
    // A bar is drawn over itself; a dumb terminal cannot.
    if (!outputIsTerminal || environment.TERM === 'dumb' || total <= MANY || this.#stopped.aborted) return;
    this.#bar ??= new SingleBar({ ...LOOK, stream: errors });
    if (!this.#bar.isActive) this.#bar.start(total, 0);
    this.#bar.setTotal(total);
    this.#bar.update(Math.min(seen, total));
  }

  /** Takes the bar off the screen. */
  readonly end = (): void => {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#stopped.removeEventListener('abort', this.end);
  };
}
