import { mkdir, rm, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, root));

/**
 * Bundles the integration into one file that needs nothing beside Node.
 * Identifiers stay as they are, so that a stack trace can be read.
 */
async function bundle(outfile: string): Promise<void> {
  await build({
    entryPoints: [path('src/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    // axios's form-data is CommonJS and asks for Node's own modules with `require`.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
}

await rm(path('dist'), { recursive: true, force: true });
await mkdir(path('dist'), { recursive: true });
const outfile = path('dist/xdr-iocs.mjs');
await bundle(outfile);
const { size } = await stat(outfile);
process.stdout.write(`dist/xdr-iocs.mjs  ${(size / 1024).toFixed(0)} KiB\n`);
