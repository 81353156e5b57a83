import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * The integration as one JavaScript module that needs nothing beside Node; the same bytes every time.
 * Identifiers stay as they are, so that a stack trace can be read.
 */
export async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/main.ts', import.meta.url))],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'eof',
    // axios's form-data is CommonJS and asks for Node's own modules with `require`.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  const [output] = outputFiles;
  if (output === undefined) {
    throw new Error('esbuild made no bundle');
  }
  return output.contents;
}
