import { readdir, readFile } from 'node:fs/promises';
import * as z from 'zod';

/** A widget of the pack, as its file says. */
export type Widget = z.output<typeof widgetShape>;
/** A widget's place in a dashboard's grid of 12 columns. */
export type Cell = Omit<z.output<typeof placeShape>, 'widget'> & { widget: Widget };

/** A dashboard of the pack. */
export interface Dashboard {
  name: string;
  /** In reading order. */
  cells: readonly Cell[];
}

const widgetShape = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  dataType: z.enum(['indicators', 'scripts', 'metrics']),
  widgetType: z.enum(['text', 'table', 'pie', 'bar', 'line']),
  query: z.string(),
  params: z.object({
    groupBy: z.array(z.string()).default([]),
    keys: z.array(z.string()).default([]),
    tableColumns: z.array(z.object({ key: z.string(), position: z.number() })).default([]),
  }),
  dateRange: z.object({ period: z.object({ byFrom: z.string(), fromValue: z.number().nullable() }) }),
});
const placeShape = z.object({
  x: z.number(),
  y: z.number(),
  w: z.number(),
  h: z.number(),
  widget: z.string(),
});
const dashboardShape = z.object({ name: z.string(), layout: z.array(placeShape) });

/** The dashboard in a folder such as `pack/`, with its widgets. @throws Error for what it does not understand */
export async function readDashboard(pack: URL): Promise<Dashboard> {
  const widgets = (await jsonIn(new URL('Widgets/', pack))).map((json) => widgetShape.parse(json));
  const [first] = await jsonIn(new URL('Dashboards/', pack));
  const { name, layout } = dashboardShape.parse(first);
  const cells = layout.map(({ widget: id, ...place }) => {
    const widget = widgets.find((one) => one.id === id);
    if (widget === undefined) throw new Error(`The dashboard shows the widget ${id}, which does not exist.`);
    return { ...place, widget };
  });
  return { name, cells: cells.sort((one, other) => one.y - other.y || one.x - other.x) };
}

/** A widget's title under the dashboard's own: without what all of them begin with. */
export function titleOf({ name }: Pick<Widget, 'name'>): string {
  const title = name.slice(name.indexOf(': ') + 2);
  return title.charAt(0).toUpperCase() + title.slice(1);
}

async function jsonIn(folder: URL): Promise<unknown[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return await Promise.all(
    names.map(async (name): Promise<unknown> => JSON.parse(await readFile(new URL(name, folder), 'utf8'))),
  );
}
