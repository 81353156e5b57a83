import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';
import { OWN_BRAND } from '../src/indicators/echo.ts';
import { renameInFiles } from './brand.ts';
import { type Item, readItems } from './pack/items.ts';
import { type AboutIntegration, metadataText, packMetadataShape } from './pack/metadata.ts';
import { readReleaseNotes } from './pack/release-notes.ts';
import { zipOf } from './pack/zip.ts';

const PACK = new URL('../pack/', import.meta.url);
const INTEGRATION = 'Integrations/integration-CortexXDRIOCSync.yml';

const manifestShape = z.object({
  commonfields: z.object({ id: z.string() }),
  name: z.string(),
  description: z.string(),
  category: z.string(),
  fromversion: z.string(),
  script: z.object({ commands: z.array(z.object({ name: z.string(), description: z.string() })) }),
});

/**
 * The content pack, `dist/CortexXDRIOCSync.zip`: everything in `pack/` and the integration.
 * @param unified the unified YAML of the integration
 * @param brand the id that the integration goes by: tasks of playbooks name it
 * @param pack the pack's folder
 */
export async function buildPack(unified: string, brand = OWN_BRAND, pack = PACK): Promise<Buffer> {
  const items = await readItems(pack);
  const integration = aboutIntegration(unified);
  const written = await readFile(new URL('pack_metadata.json', pack), 'utf8');
  const { currentVersion } = packMetadataShape.parse(JSON.parse(written));
  const files = new Map([
    ['metadata.json', metadataText(written, integration, items)],
    ['pack_metadata.json', written],
    ['README.md', await readFile(new URL('README.md', pack), 'utf8')],
    ...(await readReleaseNotes(pack, currentVersion)),
    ...[integration.item, ...items].map(({ path, text }) => [path, text] as const),
  ]);
  return await zipOf([...renameInFiles(files, brand)].map(([path, content]) => ({ path, content })));
}

function aboutIntegration(unified: string): AboutIntegration {
  const { commonfields, name, description, category, fromversion, script } = manifestShape.parse(
    parse(unified),
  );
  const item: Item = {
    kind: 'integration',
    path: INTEGRATION,
    text: unified,
    id: commonfields.id,
    name,
    description,
    fromVersion: fromversion,
    source: {},
  };
  return { item, category, commands: script.commands };
}
