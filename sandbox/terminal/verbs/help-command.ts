import type { ManifestArgument, ManifestCommand } from '../manifest.ts';
import type { Screen } from '../screen.ts';
import type { Verb } from './verb.ts';

/** All that the manifest says of a command. */
export function commandHelp(screen: Screen, command: ManifestCommand): void {
  const usage = command.arguments.map(({ name, required }) => (required ? `${name}=…` : `[${name}=…]`));
  screen.text([`!${command.name}`, ...usage].join(' '), 'bold');
  screen.text(command.description);
  if (command.deprecated) screen.text('Deprecated.', 'warn');
  if (command.execution) screen.text('Potentially harmful: it can change or remove much.', 'warn');
  if (command.arguments.length === 0) screen.text('It takes no arguments.');
  else screen.table(['Argument', 'Required', 'Values', 'Description'], command.arguments.map(argumentRow));
  if (command.outputs.length === 0) return;
  const rows = command.outputs.map(({ contextPath, type, description }) => [contextPath, type, description]);
  screen.table(['Context path', 'Type', 'Description'], rows);
}

/** How a verb is typed, and what its fields may be. */
export function verbHelp(screen: Screen, { name, usage, summary, fields = {} }: Verb): void {
  screen.text(`${name} ${usage}`.trim(), 'bold');
  screen.text(summary);
  const rows = Object.entries(fields)
    .filter(([, values]) => values.length > 0)
    .map(([field, values]) => [field, values.join(', ')]);
  if (rows.length > 0) screen.table(['Field', 'Values'], rows);
}

function argumentRow(argument: ManifestArgument): string[] {
  const { name, required, isArray, defaultValue, predefined, description } = argument;
  const values = [
    predefined.join(' | '),
    isArray ? 'a list, as CSV or JSON' : '',
    defaultValue === undefined ? '' : `default ${defaultValue}`,
  ];
  return [name, required ? 'yes' : 'no', values.filter((text) => text !== '').join('; '), description];
}
