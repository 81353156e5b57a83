import { UsageError } from '../errors.ts';
import type { Command } from './command.ts';

/** Arguments that XSOAR itself knows for every command; it may hand them on. */
const PLATFORM_ARGUMENTS: ReadonlySet<string> = new Set([
  'auto-extract',
  'continue-on-error',
  'debug-mode',
  'execution-timeout',
  'extend-context',
  'ignore-outputs',
  'polling',
  'quiet-mode',
  'raw-response',
  'retry-count',
  'retry-interval',
  'using',
  'using-brand',
  'using-category',
]);

function isOfPlatform(name: string): boolean {
  return PLATFORM_ARGUMENTS.has(name.toLowerCase().replaceAll('_', '-'));
}

/**
 * Turns what XSOAR gave into a command's values.
 * @throws UsageError naming the first argument that is missing, surplus or wrong
 */
export function parseArguments(
  command: Command,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = Object.keys(command.arguments);
  const surplus = Object.keys(given).find((name) => !known.includes(name) && !isOfPlatform(name));
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
        advice: `Run !${command.name} ${name}=… (${argument.description.replace(/\.$/, '')}).`,
      });
    }
    values[name] = parsed.data;
  }
  return values;
}
