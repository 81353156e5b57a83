import { UsageError } from '../../src/errors.ts';
import { didYouMean } from '../../src/suggest.ts';
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
  if (verb === undefined) throw unknown(first, second.trim(), room);
  const run = verb.plan(two === undefined ? words : words.slice(1), room);
  return { name: verb.name, run: async () => (await run()) !== false };
}

function planCommand(command: ManifestCommand, words: readonly Word[], room: Room): Plan {
  const names = command.arguments.map(({ name }) => name);
  const [nameless, ...more] = words.filter(({ name }) => name === undefined);
  const byDefault = command.arguments.find((argument) => argument.default)?.name;
  if (nameless !== undefined && (byDefault === undefined || more.length > 0)) {
    throw new UsageError(`'${nameless.text}' has no name.`, {
      advice: `Type name=value, and put a value with blanks in quotes. ${takesOf(command)}`,
    });
  }
  const args = named(
    words.map((word) => (word === nameless ? { ...word, name: byDefault } : word)),
    { name: command.name, usage: '' },
  );
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

function unknown(first: string, both: string, { manifest }: Room): UsageError {
  const verbs = VERBS.map(({ name }) => name);
  const siblings = verbs.filter((name) => name.startsWith(`${first} `));
  if (siblings.length > 0) {
    const message = both === first ? `'${first}' needs a second word.` : `There is no command '${both}'.`;
    const advice = didYouMean(both, siblings, `Type one of: ${siblings.join(', ')}.`);
    return new UsageError(message, { advice });
  }
  const names = [...manifest.commands.map(({ name }) => name), ...verbs];
  return new UsageError(`There is no command '${first}'.`, {
    advice: didYouMean(first, names, 'help lists them all.'),
  });
}
