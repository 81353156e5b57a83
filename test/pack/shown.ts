import { ApiCalls } from '../../sandbox/pack/api-calls.ts';
import { Builtins } from '../../sandbox/pack/builtins.ts';
import { type Dashboard, readDashboard } from '../../sandbox/pack/dashboard.ts';
import { createStage } from '../../sandbox/pack/stage.ts';
import { dataOf, type WidgetData, type WidgetSources } from '../../sandbox/pack/widget-data.ts';
import { countGroups } from '../../sandbox/xsoar/count-groups.ts';
import { OWN_BRAND } from '../../src/indicators/echo.ts';
import type { Entry, WarRoomResult } from '../../src/xsoar/entries.ts';
import type { World } from '../support/world.ts';
import { COMMAND_NAMES, packFiles } from './support.ts';

export const PACK = new URL('../../pack/', import.meta.url);

/** What scripts and widgets of the pack show of several instances. */
export interface Shown {
  dashboard: Dashboard;
  script(id: string, args?: Readonly<Record<string, unknown>>): Promise<Entry>;
  /** What a widget shows, by the end of its id. */
  widget(id: string): Promise<WidgetData>;
  /** What the state widget says, as Markdown. */
  state(): Promise<string>;
}

/** @param worlds one for each instance; the first one's XSOAR is searched */
export async function showing(...worlds: readonly [World, ...World[]]): Promise<Shown> {
  const [first] = worlds;
  const calls = new ApiCalls();
  return await shownBy(
    worlds.map((world) => async (command, args) => {
      const { results, metrics } = await world.run(command, { ...args });
      const { brand, instance } = world.xsoar;
      for (const one of metrics) calls.add(one, { at: world.clock.now(), brand, instance, command });
      return results;
    }),
    {
      groups: (query, field) => countGroups(first.xsoar.indicators.all(), query, field),
      calls: (query, since) => calls.find(query, since),
      now: () => first.clock.now(),
    },
    first,
  );
}

/** The same over an instance that answers each command with these entries, at the time 0. */
export async function showingEntries(world: World, ...answers: WarRoomResult[]): Promise<Shown> {
  const sources = { groups: () => [], calls: () => [], now: () => 0 };
  return await shownBy([async () => answers], sources, world);
}

type Instance = (
  command: string,
  args: Readonly<Record<string, unknown>>,
) => Promise<readonly WarRoomResult[]>;

async function shownBy(
  instances: readonly Instance[],
  sources: Omit<WidgetSources, 'script'>,
  world: World,
): Promise<Shown> {
  const dashboard = await readDashboard(PACK);
  const stage = createStage({
    pack: await packFiles(),
    brand: OWN_BRAND,
    commands: COMMAND_NAMES,
    instances,
    builtins: new Builtins(world.xsoar.indicators),
    incident: '',
    now: sources.now,
  });
  const script: Shown['script'] = async (id, args = {}) => {
    const [entry] = await stage.execute(id, args);
    if (entry === undefined) throw new Error(`${id} answered nothing.`);
    return entry;
  };
  const widget: Shown['widget'] = async (id) => {
    const found = dashboard.cells.find((cell) => cell.widget.id.endsWith(id));
    if (found === undefined) throw new Error(`There is no widget ${id}.`);
    return await dataOf(found.widget, { ...sources, script: async (name) => await stage.execute(name, {}) });
  };
  const state = async (): Promise<string> => {
    const data = await widget('-state');
    return data.kind === 'markdown' ? data.text : JSON.stringify(data);
  };
  return { dashboard, script, widget, state };
}

/** The bars of a widget that shows bars, each as its name and its count. */
export async function barsOf(shown: Shown, id: string): Promise<[string, number][]> {
  const data = await shown.widget(id);
  if (data.kind !== 'bars') throw new Error(`${id} shows no bars: ${JSON.stringify(data)}`);
  return data.bars.map(({ name, count }) => [name, count]);
}

/** The rows of a widget that shows a table, by column. */
export async function rowsOf(shown: Shown, id: string): Promise<Record<string, string>[]> {
  const data = await shown.widget(id);
  if (data.kind !== 'table') throw new Error(`${id} shows no table: ${JSON.stringify(data)}`);
  return data.rows.map((row) =>
    Object.fromEntries(data.columns.map((column, at) => [column, row[at] ?? ''])),
  );
}
