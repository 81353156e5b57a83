import { UsageError } from '../../../src/errors.ts';
import { OWN_BRAND } from '../../../src/indicators/echo.ts';
import { isRecord } from '../../../src/indicators/json.ts';
import { type Cell, readDashboard, titleOf } from '../../pack/dashboard.ts';
import { readPackFiles } from '../../pack/pack-files.ts';
import { createStage } from '../../pack/stage.ts';
import { dataOf, type WidgetData, type WidgetSources } from '../../pack/widget-data.ts';
import type { Room } from '../room.ts';
import type { Screen } from '../screen.ts';
import { PACK, resultsOf } from './playbook.ts';
import { takes, type Verb } from './verb.ts';

/** `dashboard`: what an analyst sees on the pack's dashboard. */
export const dashboard: Verb = {
  name: 'dashboard',
  usage: '',
  summary: "The pack's dashboard as text: state, refusals, answers of XDR, and the IOCs with most hits.",
  check: takes(0, 0),
  run: async (_words, room) => {
    const { screen } = room;
    const { name, cells } = await readDashboard(PACK);
    const sources = await sourcesOf(room);
    // Asked first: the widgets themselves may leave something there.
    const isFresh = hasNeverRun(await room.world.xsoar.context());
    screen.text(name, 'heading');
    const shown: WidgetData[] = [];
    for (const cell of cells) shown.push(await show(cell, sources, screen));
    if (isFresh) {
      screen.blank();
      screen.text('Nothing was synced yet. Type fetch, and dashboard again.', 'dim');
    }
    return shown.every(({ kind }) => kind !== 'failure');
  },
};

async function sourcesOf(room: Room): Promise<WidgetSources> {
  const { world, manifest } = room;
  const { builtins, counts } = world;
  if (builtins === undefined || counts === undefined) {
    throw new UsageError('A real XSOAR shows its dashboards itself.', {
      advice: 'Upload the pack there; here its dashboard is shown over the sandbox.',
    });
  }
  const stage = createStage({
    pack: await readPackFiles(PACK),
    brand: OWN_BRAND,
    commands: manifest.commands.map(({ name }) => name),
    instances: [async (command, args) => await resultsOf(command, args, room)],
    builtins,
    incident: '',
    now: () => world.xsoar.now(),
  });
  return {
    ...counts,
    script: async (id) => await stage.execute(id, {}),
    now: () => world.xsoar.now(),
  };
}

async function show({ widget }: Cell, sources: WidgetSources, screen: Screen): Promise<WidgetData> {
  screen.blank();
  screen.text(titleOf(widget), 'bold');
  screen.text(widget.description, 'dim');
  const data = await dataOf(widget, sources);
  switch (data.kind) {
    case 'markdown':
      screen.markdown(data.text);
      break;
    case 'table':
      if (data.rows.length === 0) screen.text('Nothing to show.');
      else screen.table(data.columns, data.rows);
      break;
    case 'bars':
      if (data.bars.length === 0) screen.text('Nothing to show.');
      else screen.bars(data.bars, widget.widgetType === 'pie');
      break;
    case 'days':
      if (data.series.length === 0) screen.text('Nothing to show.');
      else screen.table(...tableOf(data));
      break;
    case 'failure':
      screen.failure(new Error(data.text));
  }
  return data;
}

/** A line over days as a table, a row a day. */
function tableOf({ days, series }: Extract<WidgetData, { kind: 'days' }>): [string[], string[][]] {
  const rows = days.map((day, at) => [day, ...series.map(({ counts }) => String(counts[at] ?? 0))]);
  return [['Day', ...series.map(({ name }) => name)], rows];
}

function hasNeverRun(context: unknown): boolean {
  return !isRecord(context) || Object.keys(context).length === 0;
}
