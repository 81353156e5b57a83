import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entry, fileEntry } from './entries.ts';
import type { Invocation } from './invocation.ts';

/** Where XSOAR looks for a file entry's bytes, and the entry that offers them. */
export interface NewFile {
  path: string;
  entry: Entry;
}

/** A file for the War Room: write `path`, then return `entry`. */
export function newFile(invocation: Invocation, name: string): NewFile {
  const id = randomUUID();
  return {
    path: join(invocation.workingDirectory, `${invocation.investigationId}_${id}`),
    entry: fileEntry(name, id),
  };
}

/** Writes a file for the War Room. One that does not get whole is not left in the working directory. */
export async function fillFile({ path }: NewFile, write: (path: string) => Promise<void>): Promise<void> {
  try {
    await write(path);
  } catch (thrown) {
    await rm(path, { force: true });
    throw thrown;
  }
}
