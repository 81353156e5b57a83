import { UsageError } from '../../../src/errors.ts';
import { type Cell, readDashboard, titleOf } from '../../pack/dashboard.ts';
import { readPackFiles } from '../../pack/pack-files.ts';
import { createStage } from '../../pack/stage.ts';
import { dataOf, type WidgetData, type WidgetSources } from '../../pack/widget-data.ts';
import { countGroups } from '../../xsoar/count-groups.ts';
import type { Room } from '../room.ts';
import type { Screen } from '../screen.ts';
import { PACK, stageParts } from './playbook.ts';
import { alone } from './verb.ts';

/** `dashboard`: what an analyst sees on the pack's dashboard. */
export const dashboard = alone(
  'dashboard',
  "The pack's dashboard as text: state, refusals, answers of XDR, and the IOCs with most hits.",
  async (room) => {
    const { screen, world } = room;
    const { name, cells } = await readDashboard(PACK);
    const sources = await sourcesOf(room);
    // Asked first: the widgets themselves may leave something there.
    const context = Object(await world.xsoar.context());
    const isFresh = Object.keys(context).length === 0;
    screen.text(name, 'heading');
    let succeeded = true;
    for (const cell of cells) {
      const data = await dataOf(cell.widget, sources);
      show(cell, data, screen);
      succeeded &&= data.kind !== 'failure';
    }
    if (isFresh) {
      screen.blank();
      screen.text('Nothing was synced yet. Type fetch, and dashboard again.', 'dim');
    }
    return succeeded;
  },
);

async function sourcesOf(room: Room): Promise<WidgetSources> {
  const { sandbox } = room.world;
  if (sandbox === undefined) {
    throw new UsageError('A real XSOAR shows its dashboards itself.', {
      advice: 'Upload the pack there; here its dashboard is shown over the sandbox.',
    });
  }
  const { indicators, calls, now } = sandbox;
  const stage = createStage({ ...stageParts(room, sandbox), pack: await readPackFiles(PACK), incident: '' });
  return {
    groups: (query, field) => countGroups(indicators.all(), query, field),
    calls: (query, since) => calls.find(query, since),
    script: async (id) => await stage.execute(id, {}),
    now,
  };
}

function show({ widget }: Cell, data: WidgetData, screen: Screen): void {
  screen.blank();
  screen.text(titleOf(widget), 'bold');
  screen.text(widget.description, 'dim');
  if (data.kind === 'markdown') screen.markdown(data.text);
  else if (data.kind === 'failure') screen.failure(new Error(data.text));
  else if (data.kind === 'bars' && data.bars.length > 0) screen.bars(data.bars, widget.widgetType === 'pie');
  else if (data.kind === 'table' && data.rows.length > 0) screen.table(data.columns, data.rows);
  else if (data.kind === 'days' && data.series.length > 0) screen.table(...tableOf(data));
  else screen.text('Nothing to show.');
}

/** A line over days as a table, a row a day. */
function tableOf({ days, series }: Extract<WidgetData, { kind: 'days' }>): [string[], string[][]] {
  const rows = days.map((day, at) => [day, ...series.map(({ counts }) => String(counts[at] ?? 0))]);
  return [['Day', ...series.map(({ name }) => name)], rows];
}
