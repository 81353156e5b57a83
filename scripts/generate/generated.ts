import { readFile } from 'node:fs/promises';
import { readPackFiles } from '../../sandbox/pack/pack-files.ts';
import type { Command } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { commandsPage } from './commands-page.ts';
import { dashboardPicture } from './dashboard/picture.ts';
import { withCommands } from './manifest.ts';
import { terminalPicture } from './picture.ts';
import { playInTerminal } from './play.ts';
import { withPlaybooks } from './playbook-tables.ts';
import { withCommandList } from './tables.ts';

const PACK = new URL('../../pack/', import.meta.url);

/** A file with a part that is made from what the project defines elsewhere. */
export interface Generated {
  /** Its name, from the project's folder on. */
  name: string;
  /** What it should hold. */
  text: string;
}

/** The manifest, the README and the page of the pack, as they should be. */
export async function generateTables(): Promise<Generated[]> {
  const commands = listed();
  const { playbooks } = await readPackFiles(PACK);
  const packPage = 'docs/pack.md';
  return [
    { name: 'integration.yml', text: withCommands(await readProjectFile('integration.yml'), commands) },
    { name: 'README.md', text: withCommandList(await readProjectFile('README.md'), commands) },
    { name: packPage, text: withPlaybooks(packPage, await readProjectFile(packPage), playbooks.values()) },
  ];
}

/** The page of all commands. Its examples are played by the manifest as it is now. */
export async function generatePage(): Promise<Generated> {
  return { name: 'docs/commands.md', text: await commandsPage(listed()) };
}

/** The picture of the pack's dashboard. */
export async function generateDashboard(): Promise<Generated> {
  return { name: 'docs/dashboard.svg', text: await dashboardPicture() };
}

const PICTURE_LINES = [
  'fetch',
  'xdr edit 192.0.2.10 severity=low comment="seen on a test host"',
  '!xdr-iocs-explain 192.0.2.10',
  'fetch',
];
const PICTURE_WIDTH = 96;

/** The picture of the War Room in the README, of a real run. */
export async function generatePicture(): Promise<Generated> {
  const shown = await playInTerminal(PICTURE_LINES, { width: PICTURE_WIDTH, colours: true });
  const title =
    'The War Room of the sandbox: a fetch, a change in XDR, an explanation, and the fetch that brings it back';
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
