import type { Command } from '../../src/commands/command.ts';
import { type Played, play } from './play.ts';
import { argumentTable, commandTable, outputTable } from './tables.ts';

const HEAD = `# Commands

Every command, with its arguments, what it leaves in the context, and an example that was played in the sandbox.
This page is made by \`npm run generate\` from the commands' definitions.

Lists are separated by commas, lines or semicolons; a JSON list and a list from a playbook are taken too.
`;

/** The page of all commands, \`docs/commands.md\`. */
export async function commandsPage(commands: readonly Command[]): Promise<string> {
  const parts = [HEAD, `${commandTable(commands)}\n`];
  for (const command of commands) {
    parts.push(await chapter(command));
  }
  return parts.join('\n');
}

async function chapter(command: Command): Promise<string> {
  const { name, description, outputs, harmful } = command;
  const played = command.example === undefined ? undefined : await play(command.example);
  return [
    `## ${name}`,
    description,
    ...(harmful === true ? ['It can change or remove much: XSOAR marks it *Potentially harmful*.'] : []),
    ...(Object.keys(command.arguments).length === 0 ? ['It takes no arguments.'] : [argumentTable(command)]),
    ...(outputs.length === 0 ? ['It leaves nothing in the context.'] : [outputTable(outputs)]),
    ...(played === undefined ? [] : example(played)),
    '',
  ].join('\n\n');
}

function example({ before, line, said, context }: Played): string[] {
  const lines = before.map((earlier) => `\`${earlier}\``).join(', ');
  return [
    before.length === 0 ? 'Example:' : `Example, after ${lines}:`,
    fenced('', `${line}\n\n${said}`),
    ...(context === '' ? [] : ['In the context:', fenced('json', context)]),
  ];
}

function fenced(language: string, text: string): string {
  return `\`\`\`\`${language}\n${text}\n\`\`\`\``;
}
