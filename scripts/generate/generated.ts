import { readFile } from 'node:fs/promises';
import type { Command } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { commandsPage } from './commands-page.ts';
import { withCommands } from './manifest.ts';
import { terminalPicture } from './picture.ts';
import { playInTerminal } from './play.ts';
import { withCommandList } from './tables.ts';

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
    { name: 'README.md', text: withCommandList(await readProjectFile('README.md'), commands) },
  ];
}

/** The page of all commands. Its examples are played by the manifest as it is now. */
export async function generatePage(): Promise<Generated> {
  return { name: 'docs/commands.md', text: await commandsPage(listed()) };
}

const PICTURE_LINES = [
  'fetch',
  'xdr edit 192.0.2.10 severity=low comment="seen on a test host"',
  'fetch',
  '!xdr-iocs-push indicator=192.0.2.10,203.0.113.130',
];
const PICTURE_WIDTH = 96;

/** The picture of the War Room in the README, of a real run. */
export async function generatePicture(): Promise<Generated> {
  const shown = await playInTerminal(PICTURE_LINES, { width: PICTURE_WIDTH, colours: true });
  const title = 'The War Room of the sandbox: a fetch, a change in XDR that comes back, and a push';
  return { name: 'docs/war-room.svg', text: terminalPicture(shown, PICTURE_WIDTH, title) };
}

/** A file of the project; empty where there is none. */
export async function readProjectFile(name: string): Promise<string> {
  return await readFile(new URL(`../../${name}`, import.meta.url), 'utf8').catch(() => '');
}

/** The commands that people and playbooks call. */
function listed(): Command[] {
  return COMMANDS.filter(({ builtIn }) => builtIn === undefined);
}
