import { readFile } from 'node:fs/promises';
import type { Command } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { commandsPage } from './commands-page.ts';
import { withCommands } from './manifest.ts';
import { withCommandTable } from './tables.ts';

/** A file with a part that is made from the definitions of the commands. */
export interface Generated {
  /** Its name, from the project's folder on. */
  name: string;
  /** What it should hold. */
  text: string;
}

/** The manifest and the README, as they should be. */
export async function generateTables(): Promise<Generated[]> {
  const commands = listed();
  return [
    { name: 'integration.yml', text: withCommands(await readProjectFile('integration.yml'), commands) },
    { name: 'README.md', text: withCommandTable(await readProjectFile('README.md'), commands) },
  ];
}

/** The page of all commands. Its examples are played by the manifest as it is now. */
export async function generatePage(): Promise<Generated> {
  return { name: 'docs/commands.md', text: await commandsPage(listed()) };
}

/** A file of the project; empty where there is none. */
export async function readProjectFile(name: string): Promise<string> {
  return await readFile(new URL(`../../${name}`, import.meta.url), 'utf8').catch(() => '');
}

/** The commands that people and playbooks call. */
function listed(): Command[] {
  return COMMANDS.filter(({ builtIn }) => builtIn === undefined);
}
