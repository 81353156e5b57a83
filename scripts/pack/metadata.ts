import * as z from 'zod';
import type { Item } from './items.ts';

/** The pack's id on a server: never that of the official pack. */
const PACK_ID = 'CortexXDRIOCSync';

const WORDS: Readonly<Record<string, string>> = {
  integration: 'Integrations',
  automation: 'Scripts',
  playbook: 'Playbooks',
  indicatorfield: 'Indicator Fields',
  layoutscontainer: 'Layouts',
  dashboard: 'Dashboards',
  widget: 'Widgets',
};

/** `pack_metadata.json`, as a person writes it. */
export const packMetadataShape = z.strictObject({
  name: z.string().regex(/^(?!.*(?:pack|playbook|integration|script)).*$/i),
  description: z.string(),
  support: z.literal('community'),
  currentVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
  author: z.string(),
  url: z.string(),
  email: z.string(),
  created: z.iso.datetime(),
  categories: z.array(z.string()),
  tags: z.array(z.string()),
  useCases: z.array(z.string()),
  keywords: z.array(z.string()),
  marketplaces: z.array(z.string()),
  dependencies: z.record(z.string(), z.unknown()),
});

/** What the metadata says of the integration beside what it says of everything. */
export interface AboutIntegration {
  item: Item;
  category: string;
  commands: readonly { name: string; description: string }[];
}

/**
 * `metadata.json`, which the server reads: which of its keys a server insists on is not written down, so all are there.
 * @param written the text of `pack_metadata.json`
 */
export function metadataText(written: string, integration: AboutIntegration, items: readonly Item[]): string {
  const about = packMetadataShape.parse(JSON.parse(written));
  const all = [integration.item, ...items];
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const metadata = {
    ...about,
    id: PACK_ID,
    display_name: about.name,
    updated: about.created,
    firstCreated: about.created,
    legacy: true,
    certification: '',
    price: 0,
    supportDetails: {},
    serverMinVersion: '6.6.0',
    versionInfo: '',
    hidden: false,
    downloads: 0,
    searchRank: 0,
    videos: [],
    modules: [],
    integrations: [],
    eulaLink: '',
    authorImage: '',
    contentItems: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        all.filter((item) => item.kind === kind).map((item) => listed(item, integration)),
      ]),
    ),
    contentDisplays: Object.fromEntries(kinds.map((kind) => [kind, WORDS[kind]])),
  };
  return `${JSON.stringify(metadata, undefined, 2)}\n`;
}

function listed(item: Item, integration: AboutIntegration): object {
  const { id, name, description, fromVersion } = item;
  const all = { id, name, description, fromversion: fromVersion, toversion: '', deprecated: false };
  return { ...all, ...more(item, integration) };
}

/** What only one kind says of itself. */
function more({ kind, source }: Item, { category, commands }: AboutIntegration): object {
  switch (kind) {
    case 'integration':
      return { category, commands, tags: ['feed'] };
    case 'automation':
    case 'playbook':
      return { tags: source.tags ?? [] };
    case 'indicatorfield':
      return { type: source.type };
    case 'widget':
      return { dataType: source.dataType, widgetType: source.widgetType };
    default:
      return {};
  }
}
