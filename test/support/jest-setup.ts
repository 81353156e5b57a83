import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder for what is built once in a jest run (`built.ts`), and clears it away at its end. */
export default function setUp(): void {
  const folder = mkdtempSync(join(tmpdir(), 'xdr-built-'));
  process.env.BUILT_FOR_TESTS = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
