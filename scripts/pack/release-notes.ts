import { readdir, readFile } from 'node:fs/promises';

/** The first version has no notes: there is nothing that it changes. */
const FIRST = '1.0.0';
const NAME = /^\d+_\d+_\d+\.md$/;

/**
 * The notes of all releases in `pack/ReleaseNotes/`, by their path in the zip; none for the first version.
 * @param version the pack's version, such as `1.0.1`: its notes, `1_0_1.md`, must be there
 * @throws Error that names the file that is missing, empty, or named otherwise
 */
export async function readReleaseNotes(pack: URL, version: string): Promise<Map<string, string>> {
  const folder = new URL('ReleaseNotes/', pack);
  const names = (await readdir(folder).catch(() => [])).sort();
  const odd = names.find((name) => !NAME.test(name));
  if (odd !== undefined) {
    throw new Error(`pack/ReleaseNotes/${odd} is not named after a version, such as 1_0_1.md`);
  }
  const own = `${version.replaceAll('.', '_')}.md`;
  if (version !== FIRST && !names.includes(own)) {
    throw new Error(`The pack is version ${version}, and pack/ReleaseNotes/${own} does not exist`);
  }
  const notes = new Map<string, string>();
  for (const name of names) {
    const text = await readFile(new URL(name, folder), 'utf8');
    if (text.trim() === '') throw new Error(`pack/ReleaseNotes/${name} is empty`);
    notes.set(`ReleaseNotes/${name}`, text);
  }
  return notes;
}
