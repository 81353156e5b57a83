import { isMetrics } from '../../src/xsoar/entries.ts';
import type { LineStop } from './interruption.ts';
import type { Io } from './io.ts';
import type { Manifest } from './manifest.ts';
import type { Options } from './options.ts';
import type { Parameters } from './params.ts';
import { Progress } from './progress.ts';
import type { Screen } from './screen.ts';
import type { WarRoomContext } from './war-room-context.ts';
import type { Call, Listeners, Ran, World } from './world.ts';

/** What a line works with. */
export interface Room {
  readonly world: World;
  readonly manifest: Manifest;
  readonly parameters: Parameters;
  readonly screen: Screen;
  readonly io: Io;
  /** What the entries of commands left for playbooks. */
  readonly context: WarRoomContext;
  readonly options: Options;
  /** Runs a line as if it were typed. True when it succeeded. */
  run(line: string): Promise<boolean>;
  /** Waits until a person wants the next step, where one sits there. False: they do not. */
  pause(): Promise<boolean>;
  /** What Ctrl-C ends: the line at work. */
  readonly stop: LineStop;
  /** Aborts when the session is told to end. */
  readonly interrupted: AbortSignal;
}

/** Log lines that are shown of a command that has no War Room to speak to. */
const MOST_LOG_LINES = 20;

type Args = Readonly<Record<string, unknown>>;

/**
 * Runs a command of the integration and shows its entries.
 * @param showLog also what it tells the log: `fetch-indicators` has nothing else to say
 * @returns true when it succeeded
 */
export async function runCommand(room: Room, command: string, args: Args, showLog = false): Promise<boolean> {
  const { screen, options, context, stop } = room;
  const { succeeded, results, log } = await call(room, command, args);
  const shown = results.filter((result) => !isMetrics(result));
  for (const [index, result] of shown.entries()) {
    // What an entry ends with must not be taken for the next one's first line.
    if (index > 0) screen.blank();
    await screen.result(result);
    if (typeof result !== 'string' && result.EntryContext !== undefined) context.add(result.EntryContext);
  }
  if (showLog && !options.debug) showLogLines(room, log);
  if (stop.signal.aborted)
    screen.text('Stopped. What XDR has taken stays; the next fetch goes on from there.', 'warn');
  return succeeded;
}

/** Runs a command of the integration; what it leaves in the War Room, and what it tells the log. */
export async function call(room: Room, command: string, args: Args): Promise<Ran & { log: string[] }> {
  const log: string[] = [];
  const ran = await watched(room, async (common, { onPage, onLog }) => {
    const onLine: Listeners['onLog'] = (level, text) => {
      onLog(level, text);
      if (level === 'info') log.push(...text.split('\n'));
    };
    return await room.world.run({ ...common, command, args }, { onPage, onLog: onLine });
  });
  return { ...ran, log };
}

/** Work of the integration, with a progress bar that is gone at its end, or as soon as it is told to stop. */
export async function watched<T>(
  { io, screen, options, parameters, interrupted, stop }: Room,
  work: (common: Pick<Call, 'params' | 'isDebug' | 'stop'>, listeners: Listeners) => Promise<T>,
): Promise<T> {
  const { debug } = options;
  const progress = new Progress(io, AbortSignal.any([interrupted, stop.signal]));
  try {
    return await work(
      { params: parameters.values(), isDebug: debug, stop: stop.signal },
      {
        onPage: (page) => progress.page(page),
        onLog: (level, text) => {
          if (debug) screen.debug(level, text);
        },
      },
    );
  } finally {
    progress.end();
  }
}

function showLogLines({ screen }: Room, lines: readonly string[]): void {
  for (const line of lines.slice(0, MOST_LOG_LINES)) screen.text(line);
  const more = lines.length - MOST_LOG_LINES;
  if (more > 0) screen.text(`… and ${more} more; --debug shows all.`, 'dim');
}
