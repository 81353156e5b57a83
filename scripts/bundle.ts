import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
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
  // CommonJS, because an ES module loads all of Node's modules that it names before anything runs: HTTP alone takes
  // longer than a whole command that does not need it.
  return await bundleOf({ entryPoints: ['src/main.ts'], format: 'cjs' }, brand);
}

/** The program that runs outside of XSOAR, the same way: an ES module, so that its name may end in `.mjs`. */
export async function bundleOutside(brand = OWN_BRAND): Promise<Uint8Array> {
  const options = {
    entryPoints: ['src/outside/main.ts'],
    format: 'esm' as const,
    // Some packages inside are CommonJS, and ask for Node's modules their way.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as _createRequire } from 'node:module';\nconst require = _createRequire(import.meta.url);",
    },
  };
  return await bundleOf(options, brand);
}

async function bundleOf(
  options: Pick<BuildOptions, 'entryPoints' | 'format' | 'banner'>,
  brand: string,
): Promise<Uint8Array> {
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: fileURLToPath(ROOT),
    metafile: true,
    write: false,
    bundle: true,
    platform: 'node',
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
