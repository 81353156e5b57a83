import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { OWN_BRAND } from '../src/indicators/echo.ts';
import { checkedBrand, integrationFileName } from './brand.ts';
import { bundle, bundleOutside } from './bundle.ts';
import { buildPack } from './pack.ts';
import { unify } from './unify.ts';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
/** The id to build with, as the command line says. Another one is for those who take the official integration's place. */
function brandOf(args: string[]): string {
  try {
    const { values } = parseArgs({ args, options: { id: { type: 'string', default: OWN_BRAND } } });
    return checkedBrand(values.id);
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(1);
  }
}

/** Writes a file into `dist/` and says how large it is. */
async function emit(name: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${dist}${name}`, content);
  process.stdout.write(`dist/${name}  ${(Buffer.byteLength(content) / 1024).toFixed(0)} KiB\n`);
}

const brand = brandOf(process.argv.slice(2));
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const code = await bundle(brand);
await emit('xdr-iocs.cjs', code);
const unified = await unify(code, brand);
await emit(integrationFileName(brand), unified);
await emit('CortexXDRIOCSync.zip', await buildPack(unified, brand));
await emit('xdr-iocs.mjs', await bundleOutside(brand));
