import { UsageError } from '../../../src/errors.ts';
import { OWN_BRAND } from '../../../src/indicators/echo.ts';
import type { WarRoomResult } from '../../../src/xsoar/entries.ts';
import { textOf } from '../../pack/context-path.ts';
import { type PackFiles, readPackFiles } from '../../pack/pack-files.ts';
import type { Playbook } from '../../pack/playbook.ts';
import { type Played, playPlaybook, TaskFailed } from '../../pack/player.ts';
import { createStage } from '../../pack/stage.ts';
import { didYouMean } from '../../suggest.ts';
import { Interrupted } from '../interruption.ts';
import { quote, type Word } from '../line.ts';
import type { Room } from '../room.ts';
import { named, type Verb } from './verb.ts';

/** The pack's folder. */
export const PACK = new URL('../../../pack/', import.meta.url);
/** What the names of the pack's playbooks begin with. */
const PREFIX = 'Cortex XDR IOC - ';
/** The incident in whose War Room all this happens. */
const INCIDENT = 'sandbox';

/** `playbook`: plays one of the pack. */
export const playbook: Verb = {
  name: 'playbook',
  usage: '[name] [input=value …]',
  summary: 'Plays a playbook of the pack, task by task; without a name it lists them.',
  check: (words) => {
    named(inputsIn(words), playbook);
  },
  run: async (words, room) => {
    const pack = await readPackFiles(PACK);
    const name = nameIn(words);
    if (name === '') {
      list(pack, room);
      return true;
    }
    const chosen = playbookNamed(name, pack);
    return await play(chosen, inputsOf(chosen, named(inputsIn(words), playbook)), pack, room);
  },
};

/** The words before the first `input=`. */
function nameIn(words: readonly Word[]): string {
  return words
    .slice(0, words.length - inputsIn(words).length)
    .map(({ text }) => text)
    .join(' ');
}

function inputsIn(words: readonly Word[]): readonly Word[] {
  const first = words.findIndex(({ name }) => name !== undefined);
  return first < 0 ? [] : words.slice(first);
}

function list({ playbooks }: PackFiles, { screen }: Room): void {
  const rows = [...playbooks.values()].map(({ name, description, inputs }) => [
    short(name),
    inputs.map(({ key }) => key).join(', '),
    description,
  ]);
  screen.table(['Playbook', 'Inputs', 'What it does'], rows);
}

function short(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}

function playbookNamed(typed: string, { playbooks }: PackFiles): Playbook {
  const wanted = short(typed).toLowerCase();
  const found = [...playbooks.values()].find(({ name }) => short(name).toLowerCase() === wanted);
  if (found !== undefined) return found;
  const names = [...playbooks.keys()].map((name) => short(name).toLowerCase());
  throw new UsageError(`There is no playbook ${quote(typed)}.`, {
    advice: didYouMean(wanted, names, 'playbook lists them all.'),
  });
}

/** Inputs by their own names, in whatever case they were typed. */
function inputsOf(
  { name, inputs }: Playbook,
  typed: Readonly<Record<string, string>>,
): Record<string, string> {
  const keys = inputs.map(({ key }) => key);
  return Object.fromEntries(
    Object.entries(typed).map(([given, value]) => {
      const key = keys.find((one) => one.toLowerCase() === given.toLowerCase());
      if (key !== undefined) return [key, value];
      throw new UsageError(`${short(name)} has no input '${given}'.`, {
        advice:
          keys.length === 0 ? 'It has none.' : didYouMean(given, keys, `Its inputs: ${keys.join(', ')}.`),
      });
    }),
  );
}

async function play(
  chosen: Playbook,
  inputs: Readonly<Record<string, string>>,
  pack: PackFiles,
  room: Room,
): Promise<boolean> {
  const { screen, world, manifest, context } = room;
  const { builtins } = world;
  if (builtins === undefined) {
    throw new UsageError('A real XSOAR plays its playbooks itself.', {
      advice: 'Upload the pack there; here they are played over the sandbox.',
    });
  }
  let shown = Promise.resolve();
  /** Whether the last thing shown was an entry. */
  let follows = false;
  const stage = createStage(
    {
      pack,
      brand: OWN_BRAND,
      commands: manifest.commands.map(({ name }) => name),
      instances: [async (command, args) => await resultsOf(command, args, room)],
      builtins,
      incident: INCIDENT,
    },
    {
      onTask: ({ type, task }, depth) => {
        if (room.stop.signal.aborted) throw new Interrupted();
        follows = false;
        const name = type === 'start' ? 'Start' : task.name;
        shown = shown.then(() => screen.text(`${'  '.repeat(depth)}${MARKS[type]} ${name}`, 'bold'));
      },
      onEntry: (entry) => {
        const apart = follows;
        follows = true;
        shown = shown.then(async () => {
          if (apart) screen.blank();
          await screen.result(entry);
        });
      },
    },
  );
  try {
    const played = await playPlaybook(chosen, inputs, stage, { id: INCIDENT }, context);
    await shown;
    tellEnd(played, room);
    return true;
  } catch (error) {
    await shown;
    if (!(error instanceof TaskFailed)) throw error;
    screen.failure(error);
    return false;
  }
}

const MARKS = { start: '▶', regular: '•', condition: '?', playbook: '»', title: '■' } as const;

/** What a command of the instance leaves in the War Room. */
export async function resultsOf(
  command: string,
  args: Readonly<Record<string, unknown>>,
  { world, parameters, debug, screen, stop }: Room,
): Promise<WarRoomResult[]> {
  const results: WarRoomResult[] = [];
  const call = { command, args, params: parameters.values(), isDebug: debug, stop: stop.signal };
  await world.run(call, {
    onResults: (given) => results.push(...given),
    onPage: () => undefined,
    onLog: (level, text) => {
      if (debug) screen.debug(level, text);
    },
  });
  return results;
}

function tellEnd({ outputs, manual }: Played, { screen }: Room): void {
  for (const name of manual)
    screen.text(`A person is asked to do this, and it is taken for done: ${name}`, 'warn');
  const rows = Object.entries(outputs)
    .map(([path, value]) => [path, textOf(value)])
    .filter(([, text]) => text !== '');
  if (rows.length > 0) screen.table(['Output', 'Value'], rows);
}
