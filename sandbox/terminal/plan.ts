import { UsageError } from '../../src/errors.ts';
import { didYouMean } from '../suggest.ts';
import { parseLine, type Word } from './line.ts';
import type { ManifestCommand } from './manifest.ts';
import { type Room, runCommand } from './room.ts';
import { ALIASES, VERBS } from './verbs/index.ts';
import { named } from './verbs/verb.ts';

/** A line that was understood and can be run. */
export interface Plan {
  /** The verb's or command's name. */
  readonly name: string;
  /** True when it succeeded. */
  run(): Promise<boolean>;
}

/**
 * Understands a line: which command, and whether its words fit. Nothing is done yet.
 * @returns undefined for a blank line or a comment
 * @throws UsageError that says what is wrong, with the nearest known name
 */
export function planLine(line: string, room: Room): Plan | undefined {
  const parsed = parseLine(line);
  if (parsed === undefined) return undefined;
  const first = ALIASES[parsed.command] ?? parsed.command;
  const command = room.manifest.commands.find(({ name }) => name === first);
  return command === undefined
    ? planVerb(first, parsed.words, room)
    : planCommand(command, parsed.words, room);
}

function planVerb(first: string, words: readonly Word[], room: Room): Plan {
  const second = `${first} ${words[0]?.text ?? ''}`;
  const two = VERBS.find(({ name }) => name === second);
  const verb = two ?? VERBS.find(({ name }) => name === first);
  if (verb === undefined) throw unknown(first, words, room);
  const rest = two === undefined ? words : words.slice(1);
  verb.check(rest, room);
  return { name: verb.name, run: async () => await verb.run(rest, room) };
}

function planCommand(command: ManifestCommand, words: readonly Word[], room: Room): Plan {
  const names = command.arguments.map(({ name }) => name);
  const byDefault = command.arguments.find((argument) => argument.default)?.name;
  const others = words.filter(({ name }) => name !== undefined);
  const [nameless, second] = words.filter(({ name }) => name === undefined);
  if (nameless !== undefined && byDefault !== undefined && second === undefined) {
    const withName = { ...nameless, name: byDefault, value: nameless.text };
    return planNamed(command, [withName, ...others], names, room);
  }
  if (nameless !== undefined) {
    throw new UsageError(`'${nameless.text}' has no name.`, {
      advice: `Type name=value, and put a value with blanks in quotes. ${takesOf(command)}`,
    });
  }
  return planNamed(command, words, names, room);
}

function planNamed(
  command: ManifestCommand,
  words: readonly Word[],
  names: readonly string[],
  room: Room,
): Plan {
  const args = named(words, { name: command.name, usage: '' });
  const surplus = Object.keys(args).find((name) => !names.includes(name));
  if (surplus !== undefined) {
    throw new UsageError(`${command.name} has no argument '${surplus}'.`, {
      advice: didYouMean(surplus, names, takesOf(command)),
    });
  }
  return { name: command.name, run: async () => await runCommand(room, command.name, args) };
}

function takesOf({ name, arguments: args }: ManifestCommand): string {
  if (args.length === 0) return `${name} takes no arguments.`;
  return `Its arguments: ${args.map((argument) => argument.name).join(', ')}.`;
}

function unknown(first: string, words: readonly Word[], { manifest }: Room): UsageError {
  const typed = `${first} ${words[0]?.text ?? ''}`.trim();
  const siblings = VERBS.map(({ name }) => name).filter((name) => name.startsWith(`${first} `));
  if (siblings.length > 0) {
    return new UsageError(
      typed === first ? `'${first}' needs a second word.` : `There is no command '${typed}'.`,
      {
        advice: didYouMean(typed, siblings, `Type one of: ${siblings.join(', ')}.`),
      },
    );
  }
  const names = [...manifest.commands.map(({ name }) => name), ...VERBS.map(({ name }) => name)];
  return new UsageError(`There is no command '${first}'.`, {
    advice: didYouMean(first, names, 'help lists them all.'),
  });
}
