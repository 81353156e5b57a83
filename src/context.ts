import type { CommandContext } from './commands/command.ts';
import { lineOf } from './commands/outcomes.ts';
import type { Config } from './config.ts';
import type { Edge } from './edge.ts';
import { OWN_BRAND } from './indicators/echo.ts';
import type { OutgoingRules } from './indicators/rules.ts';
import { TimeBudget } from './sync/budget.ts';
import type { Engine } from './sync/engine.ts';
import type { Refused } from './sync/memory/refusals.ts';
import { Report } from './sync/memory/report.ts';
import { StateStore } from './sync/memory/store.ts';
import { describeLimit, runLimit } from './sync/run-limit.ts';
import { VERSION } from './version.ts';
import { createXdrClient } from './xdr/client.ts';
import { type KeyLevelMemory, KeyLevels } from './xdr/key-levels.ts';
import { LazyHttp } from './xdr/lazy-http.ts';
import { TenantClock } from './xdr/tenant-clock.ts';
import { Transport } from './xdr/transport.ts';
import type { ExecutionMetrics } from './xsoar/execution-metrics.ts';
import type { Host } from './xsoar/host.ts';
import { linkBuilder } from './xsoar/indicator-link.ts';
import type { Invocation } from './xsoar/invocation.ts';
import type { Log } from './xsoar/log.ts';
import { RestFile } from './xsoar/rest-file.ts';

/** How long the line to XDR may be silent, in ms: XDR works for minutes on a file of many indicators. */
const IDLE_TIMEOUT_MS = 300_000;

/** What a run takes before its work begins and after it has ended, in s: Node's start, the last entries. */
const AROUND_S = 0.5;

const FETCH = 'fetch-indicators';

/** Builds the parts of one run and ties them together. */
export function createContext(
  invocation: Invocation,
  config: Config,
  host: Host,
  edge: Edge,
  log: Log,
  metrics: ExecutionMetrics,
): CommandContext {
  const { clock } = edge;
  const store = new StateStore(host, clock);
  const limit = runLimit(invocation.limitSeconds, config.maxRunSeconds);
  log.info(`This run may take ${describeLimit(limit)}.`);
  const budget = new TimeBudget(clock, limit.seconds - AROUND_S, clock.now(), edge.stop);
  const tenantClock = new TenantClock(clock);
  const transport = new Transport({
    http: edge.guard?.(createHttp(config, edge)) ?? createHttp(config, edge),
    credentials: { key: config.key, keyId: config.keyId },
    levels: new KeyLevels(config.keyLevel, keyLevelMemory(store, invocation.command !== 'test-module')),
    clock,
    tenantClock,
    random: edge.random,
    deadline: budget.deadline,
    onRetry: (error, delayMs) => log.info(`${error.message} Trying again in ${Math.ceil(delayMs / 1000)} s.`),
    onAnswer: (failure) => metrics.count(failure),
  });
  const tenantNow = (): number => tenantClock.now();
  return {
    invocation,
    config,
    host,
    store,
    budget,
    runLimit: limit,
    log,
    clock,
    tenantNow,
    xdr: createXdrClient(transport),
    outgoingRules: createRules(config, host, tenantNow),
    ...reporting(invocation, log, clock.now()),
    source: { brand: invocation.brand || OWN_BRAND, instance: invocation.instance || undefined },
  };
}

function createHttp(config: Config, edge: Edge): LazyHttp {
  return new LazyHttp({
    url: config.url,
    connection: () => ({
      insecure: config.insecure,
      proxyUrl: config.useProxy ? edge.proxyFor(config.url) : '',
      ...certificatesOf(config, edge),
    }),
    userAgent: `cortex-xdr-ioc-sync/${VERSION}`,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
  });
}

/** Only where they count: with *Trust any certificate*, none is looked at. */
function certificatesOf({ insecure }: Config, edge: Edge): { extraCertificates?: string } {
  const extraCertificates = insecure ? undefined : edge.extraCertificates();
  return extraCertificates === undefined ? {} : { extraCertificates };
}

/** What a run tells at its end; what is too much for an entry goes into a file. */
function reporting(
  invocation: Invocation,
  log: Log,
  now: number,
): Pick<CommandContext, 'report' | 'moreRefused' | 'rest'> {
  const moreRefused = new RestFile(invocation, 'xdr-iocs-refused.jsonl');
  const rest = new RestFile(invocation, 'xdr-iocs-rest.jsonl');
  const run = { command: invocation.command, startedAt: now };
  const into = (file: RestFile) => (one: Refused) => file.add(lineOf(one));
  // The platform's own calls have no War Room that would offer a file.
  const report =
    invocation.command === FETCH ? new Report(log, run) : new Report(log, run, into(moreRefused), into(rest));
  return { report, moreRefused, rest };
}

/**
 * Keeps the kind of key that worked in the sync state. It is a convenience: where the state cannot be read or written,
 * the other kind is simply tried again.
 * @param available false where the platform allows no access to the context (`test-module`)
 */
function keyLevelMemory(store: StateStore, available: boolean): KeyLevelMemory {
  return {
    recall: async () => (available ? await store.read().then((state) => state.keyLevel, nothing) : undefined),
    remember: async (keyLevel) => {
      if (available) {
        await store.update((state) => ({ ...state, keyLevel })).catch(nothing);
      }
    },
  };
}

function nothing(): undefined {
  return undefined;
}

/**
 * How indicators are mapped in one run, by the present settings or by others. XSOAR is asked for its address once, and
 * only where the comments need it.
 * @param now the time in XDR, in ms since the epoch
 */
function createRules(config: Config, host: Host, now: () => number): Engine['outgoingRules'] {
  let link: Promise<(id: string) => string> | undefined;
  let present: Promise<OutgoingRules> | undefined;
  const build = async (settings: Config['outgoing']): Promise<OutgoingRules> => {
    const needsLink = settings.commentFields.includes('indicator_link');
    if (needsLink) {
      link ??= linkBuilder(host);
    }
    return {
      ...settings,
      now: now(),
      indicatorLink: needsLink && link !== undefined ? await link : () => '',
    };
  };
  return async (settings) => {
    if (settings !== undefined) {
      return await build(settings);
    }
    present ??= build(config.outgoing);
    return await present;
  };
}
