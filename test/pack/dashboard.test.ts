import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { titleOf } from '../../sandbox/pack/dashboard.ts';
import { createWorld, ipOf, type World } from '../support/world.ts';
import { dashboards, layouts, valuesOf, widgets } from './contents.ts';
import { barsOf, type Shown, showing } from './shown.ts';
import { takeDown } from './support.ts';

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

let world: World;
let foreign: World;
let shown: Shown;
beforeEach(async () => {
  world = await createWorld();
  foreign = await createWorld({ xsoar: { brand: 'Another' } });
  world.addIps(10);
  world.clock.advance(60_000);
  shown = await showing(world);
});
afterEach(async () => {
  await world.close();
  await foreign.close();
});

/** How often each field of a grid is taken. */
function taken(boxes: readonly Box[]): Map<string, number> {
  const fields = new Map<string, number>();
  for (const { x, y, w, h } of boxes) {
    for (let column = x; column < x + w; column += 1) {
      for (let row = y; row < y + h; row += 1) {
        fields.set(`${column},${row}`, (fields.get(`${column},${row}`) ?? 0) + 1);
      }
    }
  }
  return fields;
}

describe('the dashboard', () => {
  const cells = valuesOf(dashboards, 'layout').flat() as (Box & { id: string; i: string })[];

  it('lays its widgets out in 12 columns, without gaps and none over another', () => {
    const fields = taken(cells);
    expect(new Set(fields.values())).toEqual(new Set([1]));
    const rows = Math.max(...cells.map(({ y, h }) => y + h));
    expect(fields.size).toBe(12 * rows);
    expect(Math.max(...cells.map(({ x, w }) => x + w))).toBe(12);
  });

  it('gives each cell an id of its own', () => {
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    expect(cells.map(({ i }) => i)).toEqual(cells.map(({ id }) => id));
  });

  it('begins with the state, and shows each widget under a title of its own', () => {
    const titles = shown.dashboard.cells.map(({ widget }) => titleOf(widget));
    expect(titles[0]).toBe('State');
    expect(new Set(titles).size).toBe(widgets.length);
  });

  it('shows something in each widget that a server understands, whatever happened before', async () => {
    const all = async () =>
      await Promise.all(shown.dashboard.cells.map(async ({ widget }) => await shown.widget(widget.id)));
    expect((await all()).map(({ kind }) => kind)).not.toContain('failure');
    await world.run('fetch-indicators');
    expect((await all()).map(({ kind }) => kind)).not.toContain('failure');
    takeDown(world);
    expect((await all()).map(({ kind }) => kind)).not.toContain('failure');
  });
});

describe('the tables', () => {
  const tables = widgets.filter(({ widgetType }) => widgetType === 'table');

  it('show every column that their script fills, and no other', async () => {
    world.xsoar.indicators.add({ value: '127.0.0.1', indicator_type: 'IP', score: 3 });
    await world.run('fetch-indicators');
    world.tenant.hit(ipOf(0).value, 1);
    expect(tables.length).toBeGreaterThan(0);
    for (const { query, params } of tables) {
      const { data } = (await shown.script(String(query))) as unknown as { data: object[] };
      const columns = (params as { tableColumns: { key: string; position: number }[] }).tableColumns;
      expect([query, columns.map(({ key }) => key)]).toEqual([query, Object.keys(data[0] ?? {})]);
      expect(columns.map(({ position }) => position)).toEqual(columns.map((_, at) => at));
    }
  });
});

describe('indicators by status', () => {
  it('are those whose status people changed', async () => {
    await world.run('fetch-indicators');
    expect(await barsOf(shown, '-by-status')).toEqual([]);
    for (const number of [1, 2]) world.tenant.edit(ipOf(number).value, { status: 'disabled' });
    await world.run('xdr-iocs-enable', { indicator: ipOf(3).value });
    world.clock.advance(60_000);
    await world.run('fetch-indicators');
    expect(await barsOf(shown, '-by-status')).toEqual([
      ['disabled', 2],
      ['enabled', 1],
    ]);
  });
});

describe('the answers of XDR', () => {
  const answers = async () => {
    const data = await shown.widget('-api-answers');
    if (data.kind !== 'days') throw new Error(data.kind);
    return data;
  };

  it('are counted by day and by how they ended', async () => {
    expect((await answers()).series).toEqual([]);
    await shown.script('XDRIOCPushIndicator', { indicator: ipOf(1).value });
    world.clock.advance(24 * 3_600_000);
    takeDown(world);
    await shown.script('XDRIOCPushIndicator', { indicator: ipOf(2).value });
    const { days, series } = await answers();
    expect(days).toHaveLength(7);
    expect(days.slice(-2)).toEqual(['2026-01-15', '2026-01-16']);
    expect(series.map(({ name }) => name)).toEqual(['Successful', 'ServiceError']);
    expect(series[0]?.counts.slice(-2)).toEqual([expect.any(Number), 0]);
    expect(series[0]?.counts.at(-2)).toBeGreaterThan(0);
    expect(series[1]?.counts.at(-1)).toBeGreaterThan(0);
  });

  it('are only those of this integration, and of a week', async () => {
    await shown.script('XDRIOCPushIndicator', { indicator: ipOf(1).value });
    world.clock.advance(7 * 24 * 3_600_000);
    expect((await answers()).series).toEqual([]);
    const mixed = await showing(foreign);
    await mixed.script('XDRIOCPushIndicator', { indicator: ipOf(1).value });
    expect(await mixed.widget('-api-answers')).toMatchObject({ series: [] });
  });
});

describe('the layout', () => {
  const sections = valuesOf(layouts, 'sections').flat() as (Box & { i: string; items: object[] })[];

  it('puts no section over another', () => {
    expect(new Set(taken(sections).values())).toEqual(new Set([1]));
  });

  it('lists its items in their own section, one below the other', () => {
    for (const { i, items } of sections) {
      expect(items.map((item) => Object(item).listId)).toEqual(items.map(() => i));
      expect(items.map((item) => Object(item).index)).toEqual(items.map((_, at) => at));
    }
    const ids = sections.flatMap(({ items }) => items.map((item) => Object(item).id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has the field, the four buttons and the explanation', () => {
    expect(valuesOf(layouts, 'fieldId')).toContain('xdrstatus');
    expect(valuesOf(layouts, 'scriptId')).toEqual(
      ['Push', 'Disable', 'Enable', 'Explain'].map((name) => `XDRIOC${name}Indicator`),
    );
    expect(valuesOf(layouts, 'type')).toContain('dynamicIndicator');
    expect(valuesOf(layouts, 'query')).toEqual(['XDRIOCExplainIndicator']);
  });
});
