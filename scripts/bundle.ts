import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { OWN_BRAND } from '../src/indicators/echo.ts';
import { renameInText } from './brand.ts';
import { licences } from './licences.ts';

const ROOT = new URL('../', import.meta.url);

/**
 * The integration as one JavaScript file that needs nothing beside Node; the same bytes every time.
 * Identifiers stay as they are, so that a stack trace can be read.
 * @param brand the id that the integration goes by
 */
export async function bundle(brand = OWN_BRAND): Promise<Uint8Array> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: fileURLToPath(ROOT),
    entryPoints: ['src/main.ts'],
    metafile: true,
    write: false,
    bundle: true,
    platform: 'node',
    // CommonJS, because an ES module loads all of Node's modules that it names before anything runs: HTTP alone takes
    // longer than a whole command that does not need it.
    format: 'cjs',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
  });
  const [output] = outputFiles;
  if (output === undefined) {
    throw new Error('esbuild made no bundle');
  }
  const notices = await licences(ROOT, Object.keys(metafile.inputs));
  return Buffer.from(renameInText(output.text, brand) + notices, 'utf8');
}
