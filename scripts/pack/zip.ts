import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** One file of an archive. */
export interface Packed {
  path: string;
  content: string | Uint8Array;
}

/** When every file was made, for the archive: the same bytes whenever and wherever it is built. */
const MADE = new Date(0);
const MODE = 0o100644;

/** A zip archive; the same bytes for the same files. */
export async function zipOf(files: readonly Packed[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, content } of files) {
    zip.addBuffer(Buffer.from(content), path, { mtime: MADE, mode: MODE, compressionLevel: 9 });
  }
  zip.end();
  return await buffer(zip.outputStream);
}
