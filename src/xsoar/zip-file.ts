import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Writes a zip archive that holds one text, as it comes; the text is never in memory as a whole. */
export async function writeZipFile(path: string, name: string, text: AsyncIterable<string>): Promise<void> {
  const zip = new ZipFile();
  const source = Readable.from(text);
  const output = createWriteStream(path);
  // yazl leaves the errors of what it reads to whoever opened it.
  source.on('error', (error) => output.destroy(error));
  zip.addReadStream(source, name);
  zip.end();
  await pipeline(zip.outputStream, output);
}
