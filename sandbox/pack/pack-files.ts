import { readdir, readFile } from 'node:fs/promises';
import { type Playbook, parsePlaybook } from './playbook.ts';

/** What a player needs of the pack. */
export interface PackFiles {
  /** The playbooks by name. */
  playbooks: ReadonlyMap<string, Playbook>;
  /** The scripts' code by id, with what each of them begins with. */
  scripts: ReadonlyMap<string, string>;
}

/** Reads the playbooks and scripts in a folder such as `pack/`. @throws Error for what a player would not understand */
export async function readPackFiles(pack: URL): Promise<PackFiles> {
  const common = await readFile(new URL('Scripts/common.js', pack), 'utf8');
  const playbooks = new Map<string, Playbook>();
  for (const file of await filesIn(new URL('Playbooks/', pack), '.yml')) {
    const playbook = parsePlaybook(await readFile(new URL(`Playbooks/${file}`, pack), 'utf8'));
    playbooks.set(playbook.name, playbook);
  }
  const scripts = new Map<string, string>();
  for (const file of await filesIn(new URL('Scripts/', pack), '.js')) {
    const code = await readFile(new URL(`Scripts/${file}`, pack), 'utf8');
    if (file !== 'common.js') scripts.set(file.replace(/\.js$/, ''), `${common}\n${code}`);
  }
  return { playbooks, scripts };
}

async function filesIn(folder: URL, ending: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
}
