import { UsageError } from '../errors.ts';
import type { Command } from './command.ts';

/**
 * Turns what XSOAR gave into a command's values.
 * @throws UsageError naming the first argument that is missing, surplus or wrong
 */
export function parseArguments(
  command: Command,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = Object.keys(command.arguments);
  const surplus = Object.keys(given).find((name) => !known.includes(name));
  if (surplus !== undefined) {
    throw new UsageError(`${command.name} has no argument '${surplus}'.`, {
      advice: known.length === 0 ? 'It takes no arguments.' : `Its arguments are ${known.join(', ')}.`,
    });
  }
  const values: Record<string, unknown> = {};
  for (const [name, argument] of Object.entries(command.arguments)) {
    const value = given[name] === null ? undefined : given[name];
    const parsed = argument.schema.safeParse(value);
    if (!parsed.success) {
      const problem = value === undefined ? 'is missing' : (parsed.error.issues[0]?.message ?? 'is wrong');
      throw new UsageError(`The argument '${name}' of ${command.name} ${problem}.`, {
        advice: argument.description === '' ? '' : `It is: ${argument.description}`,
      });
    }
    values[name] = parsed.data;
  }
  return values;
}
