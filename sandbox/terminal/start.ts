import { StateError, UsageError } from '../../src/errors.ts';
import { clean } from './clean.ts';
import { FileFolder } from './files.ts';
import { Interrupted, LineStop } from './interruption.ts';
import type { Io } from './io.ts';
import type { Manifest } from './manifest.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { Parameters } from './params.ts';
import { planLine } from './plan.ts';
import { Prompt } from './prompt.ts';
import type { Room } from './room.ts';
import { explained, Screen } from './screen.ts';
import { converse, ExitCode, runLines, save } from './session.ts';
import { damaged, readState, type Saved } from './state-file.ts';
import { WarRoomContext } from './war-room-context.ts';
import type { World } from './world.ts';

/** What the first Ctrl-C says while a line is at work. */
const STOPPING = 'Stopping: the piece of work under way is finished first. Ctrl-C again ends the War Room.';

/** What a start needs beside the terminal. */
export interface Parts {
  readonly manifest: Manifest;
  makeWorld(options: Options): Promise<World>;
}

/**
 * Runs one War Room from its command-line words to its end.
 * @returns the exit code: 0, 1 when something failed, 2 for wrong usage, 130 when interrupted
 */
export async function start(words: readonly string[], io: Io, parts: Parts): Promise<number> {
  try {
    const options = parseOptions(words, io.environment);
    if (options.help) {
      io.output.write(USAGE);
      return ExitCode.ok;
    }
    // A state between real sides is the world's own business.
    const path = options.xsoar === undefined ? options.state : undefined;
    const saved = path === undefined ? undefined : await readState(path);
    const world = await parts.makeWorld(options);
    try {
      const parameters = new Parameters(parts.manifest, world.params);
      for (const [name, text] of Object.entries(options.set)) parameters.set(name, text);
      if (saved !== undefined && path !== undefined) takeBack(saved, path, world, parameters);
      return await sit(saved === undefined, { world, io, parameters, options, manifest: parts.manifest });
    } finally {
      await world.close();
    }
  } catch (error) {
    if (error instanceof Interrupted) return ExitCode.interrupted;
    io.errors.write(`${clean(explained(error))}\n`);
    return error instanceof UsageError ? ExitCode.usage : ExitCode.failed;
  }
}

async function sit(isFresh: boolean, parts: RoomParts): Promise<number> {
  const { options, world, io } = parts;
  const { room, prompt, close } = openRoom(parts);
  const wantsSamples = isFresh && !options.empty && world.real === undefined;
  const fresh = wantsSamples ? world.sandbox : undefined;
  try {
    return options.lines.length > 0 ? await runLines(room, fresh) : await converse(room, fresh, prompt());
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    await save(room);
    io.output.write('\n');
    throw error;
  } finally {
    close();
  }
}

type RoomParts = Pick<Room, 'world' | 'io' | 'parameters' | 'options' | 'manifest'>;

/** A room, and its prompt, which whoever asks first opens: from then on, Ctrl-C is a key. */
function openRoom(parts: RoomParts): { room: Room; prompt: () => Prompt; close: () => void } {
  const { world, io, options, manifest } = parts;
  const controller = new AbortController();
  const interrupted = AbortSignal.any([io.interrupted, controller.signal]);
  const stop = new LineStop();
  const screen = new Screen(io, new FileFolder(options.files, io.temporary), world.fileOf, interrupted);
  const onCtrlC = (): void => {
    if (stop.tell()) screen.text(STOPPING, 'warn');
    else controller.abort();
  };
  let asked: Prompt | undefined;
  const prompt = (): Prompt => {
    asked ??= new Prompt(io, manifest, onCtrlC, world.real?.prompt);
    return asked;
  };
  const sitsThere = io.inputIsTerminal && io.outputIsTerminal;
  const room: Room = {
    ...parts,
    screen,
    stop,
    interrupted,
    context: new WarRoomContext(),
    pause: async () => !sitsThere || (await prompt().pause(AbortSignal.any([interrupted, stop.signal]))),
    run: async (line) => (await planLine(line, room)?.run()) ?? true,
  };
  return { room, prompt, close: () => asked?.close() };
}

function takeBack(saved: Saved, path: string, world: World, parameters: Parameters): void {
  if (saved.tenant !== world.tenant) {
    throw new StateError(`The state file ${path} belongs to ${saved.tenant}, not to ${world.tenant}.`, {
      advice: 'Use one state file for each tenant: how far a sync is means nothing for another.',
    });
  }
  try {
    world.restore(saved.world);
    parameters.takeBack(saved.params);
  } catch (error) {
    throw damaged(path, error);
  }
}
