import { parseConfig } from '../../src/config.ts';
import { createContext } from '../../src/context.ts';
import { explain } from '../../src/sync/explain.ts';
import { ExecutionMetrics } from '../../src/xsoar/execution-metrics.ts';
import { Log } from '../../src/xsoar/log.ts';
import { paramsOf } from '../two-sides/settings.ts';
import type { Sides } from '../two-sides/sides.ts';

/** What is said of a value. */
export interface Told {
  nextRun: string;
  deeds: readonly string[];
  steps: readonly string[];
  sends: unknown;
  writes: unknown;
  xdrIsUnknown: boolean;
}

/** Has values explained; by value. */
export async function explained(sides: Sides, values: readonly string[]): Promise<Map<string, Told>> {
  const { clock, xsoar, tenant, folder, settings } = sides;
  const params = paramsOf(settings, tenant.url);
  const host = xsoar.host();
  const context = createContext(
    {
      command: 'xdr-iocs-explain',
      args: {},
      params,
      investigationId: 'inv',
      workingDirectory: folder,
      isDebug: false,
      brand: xsoar.brand,
      instance: xsoar.instance,
    },
    parseConfig(params),
    host,
    { clock, random: () => 0.5, proxyFor: () => '', extraCertificates: () => undefined },
    new Log(host, false),
    new ExecutionMetrics(),
  );
  const told = new Map<string, Told>();
  for await (const chunk of explain(context, values)) {
    for (const { value, nextRun, deeds, steps, sends, writes, xdr, inXdr } of chunk) {
      told.set(value, {
        nextRun,
        deeds,
        steps,
        sends,
        writes: writes && { score: writes.score, ...writes.fields },
        xdrIsUnknown: inXdr !== 'no' && xdr === undefined,
      });
    }
  }
  return told;
}
