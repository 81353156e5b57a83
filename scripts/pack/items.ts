import { readdir, readFile } from 'node:fs/promises';
import { parse, parseDocument } from 'yaml';
import * as z from 'zod';
import { readScript } from '../../sandbox/pack/pack-files.ts';
import { isRecord } from '../../src/indicators/json.ts';
import { literal } from '../literal.ts';

/** One thing in the pack, as the zip holds it. */
export interface Item {
  /** Its key in the metadata's `contentItems`, such as `automation`. */
  kind: string;
  /** Its path in the zip. */
  path: string;
  text: string;
  id: string;
  name: string;
  description: string;
  fromVersion: string;
  /** The whole thing, for what only some kinds say of themselves. */
  source: Readonly<Record<string, unknown>>;
}

interface Folder {
  name: string;
  kind: string;
  /** What the platform wants at the beginning of a file's name. */
  prefix: string;
}

const SCRIPTS = 'Scripts';

/** The folders of `pack/`, by the names that the platform reads. */
const FOLDERS: readonly Folder[] = [
  { name: SCRIPTS, kind: 'automation', prefix: 'script-' },
  { name: 'Playbooks', kind: 'playbook', prefix: 'playbook-' },
  // Both prefixes, yes: the first is that of every field's file.
  { name: 'IndicatorFields', kind: 'indicatorfield', prefix: 'incidentfield-indicatorfield-' },
  { name: 'Layouts', kind: 'layoutscontainer', prefix: 'layoutscontainer-' },
  { name: 'Dashboards', kind: 'dashboard', prefix: 'dashboard-' },
  { name: 'Widgets', kind: 'widget', prefix: 'widget-' },
];

const common = z.looseObject({
  id: z.string().optional(),
  commonfields: z.object({ id: z.string() }).optional(),
  name: z.string(),
  description: z.string().optional(),
  comment: z.string().optional(),
  fromversion: z.string().optional(),
  fromVersion: z.string().optional(),
});

const dashboardShape = z.looseObject({ layout: z.array(z.looseObject({ widget: z.string() })) });

/**
 * Everything in `pack/` but the integration, sorted by path. A script's code, which lies beside its YAML, is put into it.
 * @throws Error that names the file where one is not what it should be
 */
export async function readItems(pack: URL): Promise<Item[]> {
  const items: Item[] = [];
  for (const folder of FOLDERS) {
    for (const file of await filesIn(new URL(`${folder.name}/`, pack))) {
      const text = await withCode(pack, folder.name, file);
      items.push(toItem(folder, file, text));
    }
  }
  const widgets = new Map(
    items.filter(({ kind }) => kind === 'widget').map((item) => [item.id, item.source]),
  );
  return items
    .map((item) => (item.kind === 'dashboard' ? withWidgets(item, widgets) : item))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** A dashboard holds its widgets whole; in `pack/` it names them. */
function withWidgets(dashboard: Item, widgets: ReadonlyMap<string, Item['source']>): Item {
  const { layout, ...rest } = dashboardShape.parse(dashboard.source);
  const cells = layout.map((cell) => {
    const widget = widgets.get(cell.widget);
    if (widget === undefined) {
      throw new Error(`${dashboard.path} shows the widget ${cell.widget}, which does not exist`);
    }
    return { ...cell, widget };
  });
  const source = { ...rest, layout: cells };
  return { ...dashboard, source, text: `${JSON.stringify(source, undefined, 2)}\n` };
}

function toItem({ name: folder, kind, prefix }: Folder, file: string, text: string): Item {
  const parsed = common.safeParse(file.endsWith('.json') ? JSON.parse(text) : parse(text));
  const id = parsed.data?.id ?? parsed.data?.commonfields?.id;
  if (!parsed.success || id === undefined) {
    throw new Error(`pack/${folder}/${file} has no id or no name`);
  }
  const { name, description, comment, fromversion, fromVersion } = parsed.data;
  return {
    kind,
    path: `${folder}/${prefix}${file.replaceAll(' ', '_')}`,
    text,
    id,
    name,
    description: description ?? comment ?? '',
    fromVersion: fromVersion ?? fromversion ?? '',
    source: isRecord(parsed.data) ? parsed.data : {},
  };
}

async function filesIn(folder: URL): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.yml') || name.endsWith('.json')).sort();
}

/** A YAML with the code that lies beside it, `<name>.js`, as its `script`. */
async function withCode(pack: URL, folder: string, file: string): Promise<string> {
  const text = await readFile(new URL(`${folder}/${file}`, pack), 'utf8');
  if (folder !== SCRIPTS) {
    return text;
  }
  const document = parseDocument(text);
  document.set('script', literal(await readScript(pack, file.replace(/\.yml$/, '.js'))));
  return document.toString({ lineWidth: 0 });
}
