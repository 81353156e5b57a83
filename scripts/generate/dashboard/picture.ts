import { readDashboard } from '../../../sandbox/pack/dashboard.ts';
import { dataOf, type WidgetData } from '../../../sandbox/pack/widget-data.ts';
import { drawDashboard } from './draw.ts';
import { Scene } from './scene.ts';

const PACK = new URL('../../../pack/', import.meta.url);

/**
 * The pack's dashboard as an SVG: its own files, and the data of a sandbox. The same bytes every time.
 * @throws Error when a widget fails: a picture must not show that
 */
export async function dashboardPicture(): Promise<string> {
  const dashboard = await readDashboard(PACK);
  const scene = await Scene.play();
  try {
    const sources = await scene.sources(PACK);
    const shown: WidgetData[] = [];
    for (const { widget } of dashboard.cells) {
      const data = await dataOf(widget, sources);
      if (data.kind === 'failure') throw new Error(`The widget ${widget.id} failed: ${data.text}`);
      shown.push(data);
    }
    return drawDashboard(dashboard, shown);
  } finally {
    await scene.close();
  }
}
