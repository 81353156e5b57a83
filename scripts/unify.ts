import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { deflateSync, constants as zlib } from 'node:zlib';
import { parseDocument } from 'yaml';
import { OWN_BRAND } from '../src/indicators/echo.ts';
import { VERSION } from '../src/version.ts';
import { renameInYaml } from './brand.ts';
import { literal } from './literal.ts';

/** What XSOAR takes for a logo, in bytes. */
const LARGEST_LOGO = 10 * 1024;

/**
 * The unified YAML, the one file that is uploaded to XSOAR: the manifest with the logo, the description and the
 * launcher, which has the bundle inside. The same bytes for the same sources.
 * @param brand the id that the integration goes by
 */
export async function unify(bundle: Uint8Array, brand = OWN_BRAND): Promise<string> {
  const manifest = parseDocument(await readText('integration.yml'));
  manifest.setIn(['script', 'script'], literal(await script(bundle)));
  manifest.set('image', `data:image/png;base64,${(await logo()).toString('base64')}`);
  manifest.set(
    'detaileddescription',
    literal(`${await readText('assets/description.md')}\nVersion ${VERSION}\n`),
  );
  renameInYaml(manifest, brand);
  return manifest.toString({ lineWidth: 0 });
}

/** The Python source that XSOAR executes for every run. */
async function script(bundle: Uint8Array): Promise<string> {
  const launcher = await readText('launcher/launcher.py');
  const hash = createHash('sha256').update(bundle).digest('hex');
  const packed = deflateSync(bundle, { level: zlib.Z_BEST_COMPRESSION }).toString('base64');
  return `# ${OWN_BRAND} ${VERSION}\n${launcher}\n\nrun_integration(demisto, '${packed}', '${hash}')\n`;
}

async function logo(): Promise<Buffer> {
  const image = await readFile(new URL('../assets/logo.png', import.meta.url));
  if (image.length > LARGEST_LOGO) {
    throw new Error(`assets/logo.png has ${image.length} bytes; XSOAR takes ${LARGEST_LOGO} at most`);
  }
  return image;
}

async function readText(name: string): Promise<string> {
  return await readFile(new URL(`../${name}`, import.meta.url), 'utf8');
}
