import { existsSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { bundle, bundleOutside } from '../../scripts/bundle.ts';
import { unify } from '../../scripts/unify.ts';

/** How many indicators a push of `scriptWithSmallBatches` carries. */
export const SMALL_BATCH = 3;

const LIMIT = 'MAX_IOCS_PER_PUSH=4e4';

/** The script in the unified YAML, byte for byte what `npm run build` writes. */
export async function builtScript(): Promise<string> {
  return await builtOnce('script.py', async () => await scriptOf(await bundle()));
}

/**
 * The same with one number changed: a push carries 3 indicators instead of 40,000, so that a sync of several batches
 * can be tried hundreds of times.
 */
export async function scriptWithSmallBatches(): Promise<string> {
  return await builtOnce(
    'small-batches.py',
    async () => await scriptOf(Buffer.from(withSmallBatches(await bundle()))),
  );
}

/** The program outside of XSOAR with the same number changed, as a file: where it is. */
export async function programWithSmallBatches(): Promise<string> {
  const folder = process.env.BUILT_FOR_TESTS ?? mkdtempSync(join(tmpdir(), 'program-'));
  const name = 'small-batches.mjs';
  const path = join(folder, name);
  if (!existsSync(path)) {
    const whole = join(mkdtempSync(join(folder, 'building-')), name);
    writeFileSync(whole, withSmallBatches(await bundleOutside()));
    renameSync(whole, path);
  }
  return path;
}

function withSmallBatches(bundled: Uint8Array): string {
  const parts = Buffer.from(bundled).toString('utf8').split(LIMIT);
  if (parts.length !== 2) {
    throw new Error(`the bundle should have '${LIMIT}' once; it has it ${parts.length - 1} times`);
  }
  return parts.join(`MAX_IOCS_PER_PUSH=${SMALL_BATCH}`);
}

/** Within a jest run, the first test that needs a file builds it for all (`jest-setup.ts` makes the folder). */
async function builtOnce(name: string, build: () => Promise<string>): Promise<string> {
  const folder = process.env.BUILT_FOR_TESTS;
  if (folder === undefined) {
    return await build();
  }
  const path = join(folder, name);
  if (!existsSync(path)) {
    // Two workers may build at the same time: each gives its file the name when it is whole.
    const whole = join(mkdtempSync(join(folder, 'building-')), name);
    writeFileSync(whole, await build());
    renameSync(whole, path);
  }
  return readFileSync(path, 'utf8');
}

async function scriptOf(code: Uint8Array): Promise<string> {
  return (parse(await unify(code)) as { script: { script: string } }).script.script;
}
