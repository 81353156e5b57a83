import type { RequestHook } from '../../sandbox/tenant/tenant.ts';
import { dispatch } from '../../src/dispatch.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { Interference, type Meanwhile } from './interference.ts';
import { paramsOf } from './settings.ts';
import type { Sides } from './sides.ts';
import type { Command, Run } from './steps.ts';
import { Watch } from './watch.ts';

/** How a run ended. */
export interface Ended {
  ok: boolean;
  /** It met a fault: it may fail. */
  disturbed: boolean;
  /** All that it said, for a reader. */
  text: string;
}

/** Runs a command on both sides, while people and faults interfere. */
export async function runCommand(
  sides: Sides,
  command: Command,
  run: Pick<Run, 'command' | 'during' | 'slow'>,
  meanwhile: Meanwhile,
): Promise<Ended> {
  const interference = new Interference(sides, run, meanwhile);
  const watch = new Watch(sides, command);
  const lines: string[] = [];
  const tell = (text: string): void => {
    lines.push(text);
    sides.history.tell(text);
  };
  const around = sides.requestHook;
  setHook(sides, async (request, response) => {
    const what = await interference.onRequest(request, response);
    if (what === 'continue') {
      watch.request(request);
    }
    return what;
  });
  const ok = await dispatch(
    {
      command: command.name,
      args: command.args,
      params: paramsOf(sides.settings, sides.tenant.url),
      investigationId: 'inv',
      workingDirectory: sides.folder,
      isDebug: false,
      brand: sides.xsoar.brand,
      instance: sides.xsoar.instance,
    },
    interference.around(hostOf(sides, watch, tell)),
    { clock: sides.clock, random: () => 0.5, proxyFor: () => '', extraCertificates: () => undefined },
  ).catch((error: unknown) => {
    lines.push(String(error));
    return false;
  });
  setHook(sides, around);
  interference.end();
  return { ok, disturbed: interference.met, text: lines.join('\n') };
}

/** A run beside another has the requests for itself while it lasts: the other one waits. */
function setHook(sides: Sides, hook: RequestHook | undefined): void {
  sides.requestHook = hook;
  sides.tenant.onRequest(hook);
}

/** XSOAR for one run: what is written there is watched, what is said is kept. */
function hostOf(sides: Sides, watch: Watch, tell: (text: string) => void): Host {
  const host = sides.xsoar.host({
    onResults: (results) =>
      results.forEach((result) => {
        tell(typeof result === 'string' ? result : JSON.stringify([result.Contents, result.HumanReadable]));
      }),
    onLog: (_level, text) => tell(text),
  });
  return {
    ...host,
    createIndicators: async (indicators: readonly NewIndicator[]) =>
      await watch.creation(indicators, async () => await host.createIndicators(indicators)),
    writeContext: async (context, version) => {
      await host.writeContext(context, version);
      sides.history.tell(JSON.stringify(context).replaceAll('\\', ''));
    },
  };
}
