import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { messageOf } from '../../src/errors.ts';
import { type Limits, mebibytes } from './limits.ts';

/** A file of an archive: its bytes, or what keeps it from being read. The archive itself has no name. */
interface Zipped {
  name: string;
  content: Buffer | string;
}

const OFFICE = '[Content_Types].xml';

/** Whether bytes begin as a zip archive does. */
export function isZip(bytes: Buffer): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05);
}

/** The files of an archive, one in memory at a time. What it claims of their sizes is not believed. */
export async function* unzip(bytes: Buffer, limits: Limits): AsyncGenerator<Zipped, void, undefined> {
  let left = limits.archiveBytes;
  let count = 0;
  try {
    const archive = await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: false });
    for await (const entry of archive.eachEntry()) {
      count += 1;
      if (entry.fileName === OFFICE) {
        yield { name: '', content: 'an Office document; save the table in it as CSV' };
        return;
      }
      if (count > limits.files) {
        yield { name: '', content: `zip, with more than ${limits.files.toLocaleString('en')} files` };
        return;
      }
      if (!entry.fileName.endsWith('/')) {
        const content = await contentOf(archive, entry, Math.min(left, limits.bytes));
        left -= typeof content === 'string' ? 0 : content.length;
        yield { name: entry.fileName, content };
      }
    }
  } catch (error) {
    yield { name: '', content: `damaged zip (${messageOf(error)})` };
  }
}

async function contentOf(archive: ZipFile, entry: Entry, most: number): Promise<Buffer | string> {
  if (entry.isEncrypted()) {
    return 'zip, encrypted; unpack it with its password first';
  }
  // Before it is unpacked: thousands of such files would take hours.
  if (entry.uncompressedSize > most) {
    return `zip, and more than ${mebibytes(most)} when it is unpacked`;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of await archive.openReadStreamPromise(entry)) {
    size += chunk.length;
    if (size > most) {
      return `zip, and more than ${mebibytes(most)} when it is unpacked`;
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
