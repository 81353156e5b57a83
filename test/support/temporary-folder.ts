import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a shell calls the end by Ctrl+C. */
const INTERRUPTED = 130;

/** Gives a folder to work in, and clears it away afterwards, also where the process is interrupted meanwhile. */
export async function inTemporaryFolder<T>(prefix: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const end = (): never => process.exit(INTERRUPTED);
  process.once('exit', remove).once('SIGINT', end).once('SIGTERM', end);
  try {
    return await use(folder);
  } finally {
    process.off('exit', remove).off('SIGINT', end).off('SIGTERM', end);
    remove();
  }
}
