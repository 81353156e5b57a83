import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundle, bundleOutside } from './bundle.ts';
import { unify } from './unify.ts';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** Writes a file into `dist/` and says how large it is. */
async function emit(name: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${dist}${name}`, content);
  process.stdout.write(`dist/${name}  ${(Buffer.byteLength(content) / 1024).toFixed(0)} KiB\n`);
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const code = await bundle();
await emit('xdr-iocs.cjs', code);
await emit('integration-cortex-xdr-ioc.yml', await unify(code));
await emit('xdr-iocs.mjs', await bundleOutside());
