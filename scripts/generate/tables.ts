import type { Command } from '../../src/commands/command.ts';
import type { Output } from '../../src/commands/outputs.ts';

/** Where a made part begins and ends in a page. */
export interface Marks {
  begin: string;
  end: string;
}

const COMMANDS: Marks = {
  begin: '<!-- commands: made by npm run generate -->',
  end: '<!-- commands end -->',
};

/** The README's text with its list of commands made anew. */
export function withCommandList(readme: string, commands: readonly Command[]): string {
  const lines = commands.map(
    ({ name, deprecated }) =>
      `[\`!${name}\`](docs/commands.md#${name})${deprecated === true ? ' (deprecated)' : ''}`,
  );
  return withPart('README.md', readme, COMMANDS, lines.join(',\n'));
}

/** A page's text with the part between two marks made anew. @throws Error where the page does not hold the marks */
export function withPart(name: string, text: string, { begin, end }: Marks, part: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`${name} must hold the lines ${begin} and ${end}`);
  }
  return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
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

/** A Markdown table. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}
