import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';
import { type Item, readItems } from './pack/items.ts';
import { type AboutIntegration, metadataText } from './pack/metadata.ts';
import { type Packed, zipOf } from './pack/zip.ts';

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
 */
export async function buildPack(unified: string): Promise<Buffer> {
  const items = await readItems(PACK);
  const integration = aboutIntegration(unified);
  const written = await readFile(new URL('pack_metadata.json', PACK), 'utf8');
  const files: Packed[] = [
    { path: 'metadata.json', content: metadataText(written, integration, items) },
    { path: 'pack_metadata.json', content: written },
    { path: 'README.md', content: await readFile(new URL('README.md', PACK), 'utf8') },
    ...[integration.item, ...items].map(({ path, text }) => ({ path, content: text })),
  ];
  return await zipOf(files);
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
