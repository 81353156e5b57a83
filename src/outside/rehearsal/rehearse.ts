import { parseConfig } from '../../config.ts';
import { createContext } from '../../context.ts';
import type { Edge } from '../../edge.ts';
import { IntegrationError, messageOf } from '../../errors.ts';
import { activeQuery } from '../../sync/find.ts';
import { COUNTED, type Counted } from '../../sync/memory/report.ts';
import { runSync } from '../../sync/run.ts';
import { ExecutionMetrics } from '../../xsoar/execution-metrics.ts';
import type { Host } from '../../xsoar/host.ts';
import type { Invocation } from '../../xsoar/invocation.ts';
import { Log } from '../../xsoar/log.ts';
import { countMatching } from '../../xsoar/search.ts';
import type { Ledger } from '../ledger.ts';
import { type Reason, ReasonReport } from './reasons.ts';

/** What a rehearsal works with. */
interface Rehearsed {
  invocation: Invocation;
  /** An XSOAR and an edge through which nothing is written to a real side. */
  host: Host;
  edge: Edge;
  ledger: Ledger;
}

/** What a fetch would do, as far as it can be known without doing it. */
export interface Outcome {
  /** When it began, `YYYY-MM-DDTHH:MM:SS.sssZ`, and how long it took. */
  began: string;
  seconds: number;
  xsoarVersion: string;
  query: string;
  /** How many indicators match the Sync Query. */
  matching: number;
  /** A first sync: nothing was synced by this state yet. */
  isFirst: boolean;
  counts: Readonly<Partial<Record<Counted, number>>>;
  reasons: Reason[];
  /** What was told one by one, the newest; how many more there were. */
  told: readonly string[];
  more: number;
  ledger: Ledger;
  /** Why it ended before its end. */
  failure: string | undefined;
  /** What to do about that. */
  advice: string;
}

/** Runs a whole fetch, and says what it would do. @throws IntegrationError where it cannot even begin */
export async function rehearse({ invocation, host, edge, ledger }: Rehearsed): Promise<Outcome> {
  const log = new Log(host, invocation.isDebug);
  const config = parseConfig(invocation.params);
  const startedAt = edge.clock.now();
  const report = new ReasonReport(log, { command: 'rehearse', startedAt });
  const context = {
    ...createContext(invocation, config, host, edge, log, new ExecutionMetrics()),
    report,
  };
  const xsoarVersion = await host.version();
  const matching = await countMatching(host, activeQuery(config.query));
  const { pushStart, inFirstSync } = await context.store.read();
  const failed = await failureOf(async () => await runSync(context));
  await log.flush();
  const { told, more } = report.summary();
  return {
    began: new Date(startedAt).toISOString(),
    seconds: (edge.clock.now() - startedAt) / 1000,
    xsoarVersion,
    query: config.query,
    matching,
    isFirst: pushStart === undefined || inFirstSync,
    counts: Object.fromEntries(COUNTED.map((what) => [what, report.countOf(what)])),
    reasons: report.reasons,
    told,
    more,
    ledger,
    failure: failed === undefined ? interruption(edge) : messageOf(failed),
    advice: failed instanceof IntegrationError ? failed.advice : '',
  };
}

function interruption({ stop }: Edge): string | undefined {
  return stop?.aborted === true ? 'It was interrupted.' : undefined;
}

async function failureOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}
