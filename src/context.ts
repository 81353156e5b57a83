import type { CommandContext } from './commands/command.ts';
import type { Config } from './config.ts';
import type { Edge } from './edge.ts';
import { ConfigurationError, messageOf } from './errors.ts';
import { keyLevelMemory } from './sync/key-level-memory.ts';
import { createRules } from './sync/outgoing-rules.ts';
import { StateStore } from './sync/state-store.ts';
import { TimeBudget } from './sync/time-budget.ts';
import { VERSION } from './version.ts';
import { createXdrClient } from './xdr/client.ts';
import { KeyLevels } from './xdr/key-levels.ts';
import { LazyHttp } from './xdr/lazy-http.ts';
import { TenantClock } from './xdr/tenant-clock.ts';
import { Transport } from './xdr/transport.ts';
import type { ExecutionMetrics } from './xsoar/execution-metrics.ts';
import type { Host } from './xsoar/host.ts';
import type { Invocation } from './xsoar/invocation.ts';
import type { Log } from './xsoar/log.ts';

/** How long the line to XDR may be silent, in ms: XDR works for minutes on a file of many indicators. */
const IDLE_TIMEOUT_MS = 300_000;

/** What a run takes before its work begins and after it has ended, in s: Node's start, the last entries. */
const AROUND_S = 0.5;

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
  const budget = new TimeBudget(clock, config.maxRunSeconds - AROUND_S);
  const tenantClock = new TenantClock(clock);
  const transport = new Transport({
    http: createHttp(config, edge),
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
    log,
    clock,
    tenantNow,
    xdr: createXdrClient(transport),
    outgoingRules: createRules(config, host, tenantNow),
  };
}

function createHttp(config: Config, edge: Edge): LazyHttp {
  return new LazyHttp({
    url: config.url,
    connection: () => ({
      insecure: config.insecure,
      proxyUrl: config.useProxy ? edge.proxyFor(config.url) : '',
      ...readCertificates(edge),
    }),
    userAgent: `cortex-xdr-ioc/${VERSION}`,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
  });
}

function readCertificates(edge: Edge): { extraCertificates?: string } {
  try {
    const extraCertificates = edge.extraCertificates();
    return extraCertificates === undefined ? {} : { extraCertificates };
  } catch (thrown) {
    throw new ConfigurationError([
      `The file of certificates that SSL_CERT_FILE or REQUESTS_CA_BUNDLE names cannot be read: ${messageOf(thrown)}`,
    ]);
  }
}
