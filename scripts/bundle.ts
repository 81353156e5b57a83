import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * The integration as one JavaScript file that needs nothing beside Node; the same bytes every time.
 * Identifiers stay as they are, so that a stack trace can be read.
 */
export async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/main.ts', import.meta.url))],
    write: false,
    bundle: true,
    platform: 'node',
    // CommonJS, because an ES module loads all of Node's modules that it names before anything runs: HTTP alone takes
    // longer than a whole command that does not need it.
    format: 'cjs',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'eof',
  });
  const [output] = outputFiles;
  if (output === undefined) {
    throw new Error('esbuild made no bundle');
  }
  return output.contents;
}
