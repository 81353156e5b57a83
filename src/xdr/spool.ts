import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unexpectedAnswer } from './failures.ts';
import { LargeList } from './large-list.ts';

/** Up to so many bytes of an answer are held in memory. */
const LARGEST_IN_MEMORY = 4 * 1024 * 1024;

/** The largest answer that is put on disk, in bytes. */
const LARGEST_ON_DISK = 2 * 1024 * 1024 * 1024;

/** Reads a body of any size as it comes: a small one is text, a larger one goes to disk and has to be a list. */
export async function spool(body: AsyncIterable<Buffer>): Promise<string | LargeList> {
  const chunks: Buffer[] = [];
  let size = 0;
  let file: FileHandle | undefined;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      chunks.push(chunk);
      if (size > LARGEST_ON_DISK) {
        throw unexpectedAnswer('the answer is too large to be read');
      }
      if (size > LARGEST_IN_MEMORY) {
        file ??= await openNamelessFile();
        await file.writeFile(chunks.length === 1 ? chunk : Buffer.concat(chunks));
        chunks.length = 0;
      }
    }
    return file === undefined ? textOf(chunks) : await listIn(file);
  } catch (thrown) {
    await file?.close();
    throw thrown;
  }
}

/** What fits in memory of a body, as text. */
export async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_IN_MEMORY) {
      break;
    }
  }
  return textOf(chunks);
}

async function listIn(file: FileHandle): Promise<LargeList> {
  const list = await LargeList.in(file);
  if (list === undefined) {
    throw unexpectedAnswer('it is a large text that is no whole list');
  }
  return list;
}

/** A file that only we can read, and whose name is gone at once: nothing is left behind, even by a kill. */
async function openNamelessFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `cortex-xdr-ioc-sync-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

function textOf(chunks: readonly Buffer[]): string {
  return new TextDecoder().decode(Buffer.concat(chunks));
}
