import type { Command } from '../../src/commands/command.ts';
import type { Output } from '../../src/commands/outputs.ts';

const BEGIN = '<!-- commands: made by npm run generate -->';
const END = '<!-- commands end -->';

/** The README's text with its list of commands made anew. */
export function withCommandList(readme: string, commands: readonly Command[]): string {
  const start = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) {
    throw new Error(`README.md must hold the lines ${BEGIN} and ${END}`);
  }
  const lines = commands.map(
    ({ name, deprecated }) =>
      `[\`!${name}\`](docs/commands.md#${name})${deprecated === true ? ' (deprecated)' : ''}`,
  );
  return `${readme.slice(0, start + BEGIN.length)}\n\n${lines.join(',\n')}\n\n${readme.slice(end)}`;
}

/** Every command, a row each. */
export function commandTable(commands: readonly Command[]): string {
  return table(
    ['Command', 'Arguments', 'What it does'],
    commands.map(({ name, description, arguments: args }) => [
      `[\`!${name}\`](#${name})`,
      Object.keys(args)
        .map((argument) => `\`${argument}\``)
        .join(', '),
      description,
    ]),
  );
}

/** A command's arguments, a row each. */
export function argumentTable({ arguments: args }: Command): string {
  return table(
    ['Argument', 'What it is', 'Required', 'Default'],
    Object.entries(args).map(([name, { description, isArray, required, defaultValue, predefined }]) => [
      `\`${name}\``,
      [description, isArray ? 'A list.' : '', choices(predefined)].filter((text) => text !== '').join(' '),
      required ? 'True' : 'False',
      defaultValue === undefined ? '' : `\`${defaultValue}\``,
    ]),
  );
}

/** What a command leaves in the context, a row each. */
export function outputTable(outputs: readonly Output[]): string {
  return table(
    ['Path', 'Type', 'What it is'],
    outputs.map(({ path, type, description }) => [`\`${path}\``, type, description]),
  );
}

function choices(predefined: readonly string[] | undefined): string {
  const isFlag = predefined?.every((text) => text === 'true' || text === 'false') ?? true;
  return isFlag ? '' : `One of: ${(predefined ?? []).map((text) => `\`${text}\``).join(', ')}.`;
}

function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}
