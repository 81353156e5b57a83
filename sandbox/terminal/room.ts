import { isMetrics, type WarRoomResult } from '../../src/xsoar/entries.ts';
import type { Io } from './io.ts';
import type { LineStop } from './line-stop.ts';
import type { Manifest } from './manifest.ts';
import type { Parameters } from './params.ts';
import { Progress } from './progress.ts';
import type { Screen } from './screen.ts';
import type { WarRoomContext } from './war-room-context.ts';
import type { World } from './world.ts';

/** What a line works with. */
export interface Room {
  readonly world: World;
  readonly manifest: Manifest;
  readonly parameters: Parameters;
  readonly screen: Screen;
  readonly io: Io;
  /** What the entries of commands left for playbooks. */
  readonly context: WarRoomContext;
  /** Log lines are shown on the error stream. */
  readonly debug: boolean;
  /** Runs a line as if it were typed. True when it succeeded. */
  run(line: string): Promise<boolean>;
  /** Where `rehearse` also writes its report. */
  readonly report: string | undefined;
  /** Waits until a person wants the next step, where one sits there. False: they do not. */
  pause(): Promise<boolean>;
  /** What Ctrl-C ends: the line at work. */
  readonly stop: LineStop;
  /** Aborts when the session is told to end. */
  readonly interrupted: AbortSignal;
}

/** Log lines that are shown of a command that has no War Room to speak to. */
const MOST_LOG_LINES = 20;

/**
 * Runs a command of the integration and shows its entries as they come.
 * @param showLog also what it tells the log: `fetch-indicators` has nothing else to say
 * @returns true when it succeeded
 */
export async function runCommand(
  room: Room,
  command: string,
  args: Readonly<Record<string, string>>,
  showLog = false,
): Promise<boolean> {
  const { screen, io, world, debug, parameters, interrupted } = room;
  const stop = room.stop.signal;
  const progress = new Progress(io);
  const endProgress = (): void => progress.end();
  // A bar that is drawn on would take the line that says what Ctrl-C did.
  const quiet = AbortSignal.any([interrupted, stop]);
  quiet.addEventListener('abort', endProgress, { once: true });
  const log: string[] = [];
  let shown = Promise.resolve();
  let isFirst = true;
  const show = (result: WarRoomResult) => {
    if (typeof result !== 'string' && result.EntryContext !== undefined) {
      room.context.add(result.EntryContext);
    }
    if (isMetrics(result)) return;
    // What an entry ends with must not be taken for the next one's first line.
    const apart = !isFirst;
    isFirst = false;
    shown = shown.then(async () => {
      if (apart) screen.blank();
      await screen.result(result);
    });
  };
  try {
    const call = { command, args, params: parameters.values(), isDebug: debug, stop };
    const succeeded = await world.run(call, {
      onResults: (results) => {
        progress.end();
        results.forEach(show);
      },
      onPage: (page) => {
        if (!quiet.aborted) progress.page(page);
      },
      onLog: (level, text) => {
        if (debug) screen.debug(level, text);
        if (showLog && level === 'info') log.push(...text.split('\n'));
      },
    });
    await shown;
    if (!debug) showLogLines(room, log);
    if (stop.aborted)
      screen.text('Stopped. What XDR has taken stays; the next fetch goes on from there.', 'warn');
    return succeeded;
  } finally {
    quiet.removeEventListener('abort', endProgress);
    progress.end();
  }
}

function showLogLines({ screen }: Room, lines: readonly string[]): void {
  for (const line of lines.slice(0, MOST_LOG_LINES)) screen.text(line);
  const more = lines.length - MOST_LOG_LINES;
  if (more > 0) screen.text(`… and ${more} more; --debug shows all.`, 'dim');
}
