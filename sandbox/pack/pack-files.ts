import { readdir, readFile } from 'node:fs/promises';
import { type Playbook, parsePlaybook } from './playbook.ts';

/** What every script begins with. */
const COMMON = 'common.js';

/** What a player needs of the pack. */
export interface PackFiles {
  /** The playbooks by name. */
  playbooks: ReadonlyMap<string, Playbook>;
  /** The scripts' code by id, with what each of them begins with. */
  scripts: ReadonlyMap<string, string>;
}

/** Reads the playbooks and scripts in a folder such as `pack/`. @throws Error for what a player would not understand */
export async function readPackFiles(pack: URL): Promise<PackFiles> {
  const playbooks = new Map<string, Playbook>();
  for (const file of await filesIn(new URL('Playbooks/', pack), '.yml')) {
    const playbook = parsePlaybook(await readFile(new URL(`Playbooks/${file}`, pack), 'utf8'));
    playbooks.set(playbook.name, playbook);
  }
  const scripts = new Map<string, string>();
  for (const file of await filesIn(new URL('Scripts/', pack), '.js')) {
    if (file !== COMMON) scripts.set(file.replace(/\.js$/, ''), await readScript(pack, file));
  }
  return { playbooks, scripts };
}

/** A script's code, behind what every script of the pack begins with. @param file its name in `Scripts/` */
export async function readScript(pack: URL, file: string): Promise<string> {
  const code = await readFile(new URL(`Scripts/${file}`, pack), 'utf8');
  return `${await readFile(new URL(`Scripts/${COMMON}`, pack), 'utf8')}\n${code}`;
}

async function filesIn(folder: URL, ending: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
}
