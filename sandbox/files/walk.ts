import type { Dirent, Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../src/errors.ts';
import { type Limits, mebibytes } from './limits.ts';
import * as because from './reasons.ts';

/** A file, and its bytes or why they cannot be had. */
interface OnDisk {
  path: string;
  content: Buffer | string;
}

/** The file at a path, or the files of a folder and the folders in it, by name. A link to a folder is not followed. */
export async function* walk(path: string, limits: Limits): AsyncGenerator<OnDisk, void, undefined> {
  const found = await stat(path);
  if (!found.isDirectory()) {
    yield { path, content: await contentOf(path, found, limits) };
    return;
  }
  let count = 0;
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const inner: string[] = [];
    for (const entry of await entriesOf(folder)) {
      const at = join(folder, entry.name);
      if (entry.isDirectory()) {
        inner.unshift(at);
        continue;
      }
      count += 1;
      if (count > limits.files) {
        yield { path: at, content: `the folder holds more than ${limits.files.toLocaleString('en')} files` };
        return;
      }
      yield { path: at, content: await readOne(at, entry, limits) };
    }
    folders.push(...inner);
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(({ name }) => name !== '.git')
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

async function readOne(path: string, entry: Dirent, limits: Limits): Promise<Buffer | string> {
  try {
    const found = await stat(path);
    return found.isDirectory() && entry.isSymbolicLink()
      ? because.LINKED_FOLDER
      : await contentOf(path, found, limits);
  } catch (error) {
    return `it cannot be read: ${messageOf(error)}`;
  }
}

/** Reads no more than the limit, whatever the file system says of the size: some files grow, some have none. */
async function contentOf(path: string, found: Stats, { bytes: most }: Limits): Promise<Buffer | string> {
  const tooLarge = `larger than ${mebibytes(most)}; split it`;
  if (!found.isFile()) {
    return because.NOT_REGULAR;
  }
  if (found.size > most) {
    return tooLarge;
  }
  const file = await open(path);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of file.createReadStream({ highWaterMark: 1_048_576 })) {
      size += chunk.length;
      if (size > most) {
        return tooLarge;
      }
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}
