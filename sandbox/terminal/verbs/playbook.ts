import { UsageError } from '../../../src/errors.ts';
import { OWN_BRAND } from '../../../src/indicators/echo.ts';
import { didYouMean } from '../../../src/suggest.ts';
import { textOf } from '../../pack/context-path.ts';
import { type PackFiles, readPackFiles } from '../../pack/pack-files.ts';
import type { Playbook } from '../../pack/playbook.ts';
import { type Played, playPlaybook, type Stage, TaskFailed } from '../../pack/player.ts';
import { createStage, type StageParts } from '../../pack/stage.ts';
import { Interrupted } from '../interruption.ts';
import { quote } from '../line.ts';
import { call, type Room } from '../room.ts';
import type { Sandbox } from '../world.ts';
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
  plan: (words, room) => {
    const found = words.findIndex(({ name }) => name !== undefined);
    const firstInput = found < 0 ? words.length : found;
    const name = words.slice(0, firstInput).map(({ text }) => text);
    const inputs = named(words.slice(firstInput), playbook);
    return async () => {
      const pack = await readPackFiles(PACK);
      if (name.length === 0) return list(pack, room);
      const chosen = playbookNamed(name.join(' '), pack);
      return await play(chosen, inputsOf(chosen, inputs), pack, room);
    };
  },
};

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
  const names = [...playbooks.keys()].map(short);
  throw new UsageError(`There is no playbook ${quote(typed)}.`, {
    advice: didYouMean(wanted, names, `Type one of: ${names.join(', ')}.`),
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

/** What the pack's playbooks and scripts stand on in the sandbox. */
export function stageParts(room: Room, { builtins, now }: Sandbox): Omit<StageParts, 'pack' | 'incident'> {
  return {
    brand: OWN_BRAND,
    commands: room.manifest.commands.map(({ name }) => name),
    instances: [async (command, args) => (await call(room, command, args)).results],
    builtins,
    now,
  };
}

async function play(
  chosen: Playbook,
  inputs: Readonly<Record<string, string>>,
  pack: PackFiles,
  room: Room,
): Promise<boolean> {
  const { screen, world, context } = room;
  if (world.sandbox === undefined) {
    throw new UsageError('A real XSOAR plays its playbooks itself.', {
      advice: 'Upload the pack there; here they are played over the sandbox.',
    });
  }
  const parts = { ...stageParts(room, world.sandbox), pack, incident: INCIDENT };
  try {
    const stage = createStage(parts, shownOn(room));
    tellEnd(await playPlaybook(chosen, inputs, stage, { id: INCIDENT }, context), room);
    return true;
  } catch (error) {
    if (!(error instanceof TaskFailed)) throw error;
    screen.failure(error);
    return false;
  }
}

const MARKS = { start: '▶', regular: '•', condition: '?', playbook: '»', title: '■' } as const;

/** Shows each task as it begins, and what it leaves. */
function shownOn({ screen, stop }: Room): Pick<Stage, 'onTask' | 'onEntry'> {
  let wasEntry = false;
  return {
    onTask: ({ type, task }, depth) => {
      if (stop.signal.aborted) throw new Interrupted();
      wasEntry = false;
      const name = type === 'start' ? 'Start' : task.name;
      screen.text(`${'  '.repeat(depth)}${MARKS[type]} ${name}`, 'bold');
    },
    onEntry: async (entry) => {
      if (wasEntry) screen.blank();
      wasEntry = true;
      await screen.result(entry);
    },
  };
}

function tellEnd({ outputs, manual }: Played, { screen }: Room): void {
  for (const name of manual)
    screen.text(`A person is asked to do this, and it is taken for done: ${name}`, 'warn');
  const rows = Object.entries(outputs)
    .map(([path, value]) => [path, textOf(value)])
    .filter(([, text]) => text !== '');
  if (rows.length > 0) screen.table(['Output', 'Value'], rows);
}
