import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { errorCode } from '../../src/errors.ts';
import { cleanLine } from './clean.ts';

/** Where the files of file entries end up. */
export class FileFolder {
  #folder: string | undefined;
  readonly #temporary: string;

  /** @param folder made when it is missing; undefined: a fresh one in `temporary`, made with the first file */
  constructor(folder: string | undefined, temporary: string) {
    this.#folder = folder;
    this.#temporary = temporary;
  }

  /** Copies a file here under the name that its entry shows; a name that is taken gets a number. */
  async save(source: string, name: string): Promise<{ path: string; bytes: number }> {
    const folder = await this.#ready();
    const wanted = parse(safeName(name));
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : `-${number}`;
      const path = join(folder, `${wanted.name}${suffix}${wanted.ext}`);
      try {
        await copyFile(source, path, constants.COPYFILE_EXCL);
        return { path, bytes: (await stat(path)).size };
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
    }
  }

  async #ready(): Promise<string> {
    this.#folder ??= await mkdtemp(join(this.#temporary, 'war-room-'));
    await mkdir(this.#folder, { recursive: true });
    return this.#folder;
  }
}

/** A file name without a path and without what a file system or a terminal minds. */
export function safeName(name: string): string {
  const last = cleanLine(name.split(/[/\\]/).at(-1) ?? '').replace(/[^\p{L}\p{N}._ -]/gu, '_');
  const short = last.replace(/^\.+/, '').trim().slice(0, 100);
  return short === '' ? 'file' : short;
}
