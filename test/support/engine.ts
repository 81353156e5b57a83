import { SandboxXsoar, type XsoarOptions } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { parseConfig } from '../../src/config.ts';
import { XdrError } from '../../src/errors.ts';
import { OWN_BRAND } from '../../src/indicators/echo.ts';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { TimeBudget } from '../../src/sync/budget.ts';
import type { Engine } from '../../src/sync/engine.ts';
import { Report } from '../../src/sync/memory/report.ts';
import { parseState, type SyncState, serialiseState } from '../../src/sync/memory/state.ts';
import { StateStore } from '../../src/sync/memory/store.ts';
import { runLimit } from '../../src/sync/run-limit.ts';
import { changesOf } from '../../src/xdr/changes.ts';
import type { XdrClient } from '../../src/xdr/client.ts';
import type { IocObject } from '../../src/xdr/public-iocs.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { Log } from '../../src/xsoar/log.ts';
import { outgoing } from '../indicators/rules-for-tests.ts';
import { FakeClock } from './fake-clock.ts';
import { fakeHost } from './fake-host.ts';
import { instanceParams } from './instance.ts';

/** An engine whose time a test moves, and whose log it reads. */
export interface TestEngine extends Engine {
  clock: FakeClock;
  /** What the run has told so far. */
  lines: string[];
}

export interface EngineOptions {
  clock?: FakeClock;
  /** How long the run may take, in s. */
  seconds?: number;
  /** The instance's parameters that are others than usual. */
  params?: Readonly<Record<string, unknown>>;
}

/** An engine over a host of the test's choice and an XDR of which the test gives the calls that it expects. */
export function engineOn(host: Host, xdr: Partial<XdrClient>, options: EngineOptions = {}): TestEngine {
  const clock = options.clock ?? new FakeClock();
  const config = parseConfig({ ...instanceParams('https://xdr.example'), ...options.params });
  const lines: string[] = [];
  const log = new Log(fakeHost(), false);
  log.info = (text) => {
    lines.push(text);
  };
  return {
    config,
    host,
    xdr: { getChanges: async () => changesOf([]), ...xdr } as XdrClient,
    store: new StateStore(host, clock),
    clock,
    tenantNow: () => clock.now(),
    budget: new TimeBudget(clock, options.seconds ?? 150),
    runLimit: runLimit(undefined, options.seconds),
    log,
    lines,
    report: new Report(log, { command: 'fetch-indicators', startedAt: clock.now() }),
    source: { brand: OWN_BRAND, instance: `${OWN_BRAND}_instance_1` },
    outgoingRules: async (settings = { query: config.query, ...config.outgoing }) =>
      outgoing({ ...settings, now: clock.now() }),
  };
}

/** One instance of the integration, run after run, over an XSOAR in memory and an XDR without a line to it. */
export interface TestInstance {
  clock: FakeClock;
  xsoar: SandboxXsoar;
  xdr: FakeXdr;
  /** The instance's parameters that are others than usual; change them at will. */
  params: Record<string, unknown>;
  /** The parts of one more run. */
  engine(seconds?: number): TestEngine;
  state(): SyncState;
  /** Puts this into the integration context's state. */
  setState(changes: Partial<SyncState>): void;
}

export function createInstance(
  params: Readonly<Record<string, unknown>> = {},
  options: Omit<XsoarOptions, 'clock'> = {},
): TestInstance {
  const clock = new FakeClock();
  const xsoar = new SandboxXsoar({ ...options, clock });
  const instance: TestInstance = {
    clock,
    xsoar,
    xdr: fakeXdr(),
    params: { ...params },
    engine: (seconds = 150) =>
      engineOn(xsoar.host(), instance.xdr, { clock, seconds, params: instance.params }),
    state: () => parseState(xsoar.context),
    setState: (changes) => xsoar.setContext(serialiseState({ ...instance.state(), ...changes })),
  };
  return instance;
}

/** An engine that needs no XSOAR but for a search, which finds these indicators whatever it asks for. */
export function fakeEngine(xdr: Partial<XdrClient>, indicators: readonly unknown[] = []): TestEngine {
  const host = fakeHost({
    ...contextOf({}),
    searchIndicators: async ({ searchAfter }) => ({
      iocs: searchAfter === undefined ? indicators : [],
      total: indicators.length,
      searchAfter: ['m', 'i'],
    }),
  });
  return { ...engineOn(host, xdr), outgoingRules: async () => outgoing() };
}

/** The host's calls for an integration context that holds this. */
export function contextOf(context: object): Pick<Host, 'readContext' | 'writeContext'> {
  let held = { ...context };
  let version = 1;
  return {
    readContext: async () => ({ context: structuredClone(held), version }),
    writeContext: async (next) => {
      held = { ...next };
      version += 1;
    },
  };
}

/** A rule as `get_changes` tells it. */
export type RawRule = Readonly<Record<string, unknown>>;

/** An XDR without a line to it: what it was told is there to be read, and what it tells is the test's. */
export interface FakeXdr extends XdrClient {
  /** What `get_changes` tells, from the time on that it is asked for. */
  rules: RawRule[];
  /** What each push held. */
  pushes: Ioc[][];
  enabled: string[];
  disabled: string[];
  deleted: string[];
  /** What `get` lists; undefined where the tenant does not offer it. */
  held: IocObject[] | undefined;
}

export function fakeXdr(changes: Partial<XdrClient> = {}): FakeXdr {
  const xdr: FakeXdr = {
    rules: [],
    pushes: [],
    enabled: [],
    disabled: [],
    deleted: [],
    held: undefined,
    insertIocs: async (iocs) => {
      xdr.pushes.push([...iocs]);
      return [];
    },
    syncFile: async () => undefined,
    enable: async (values) => {
      xdr.enabled.push(...values);
    },
    disable: async (values) => {
      xdr.disabled.push(...values);
    },
    getChanges: async (since) =>
      changesOf(xdr.rules.filter(({ RULE_MODIFY_TIME: time }) => Number(time) >= since)),
    getIocs: async function* ([filter]) {
      const asked = new Set(filter?.value as readonly string[]);
      yield* offered(xdr.held).filter(({ indicator }) => asked.has(indicator ?? ''));
    },
    deleteIocs: async (values) => {
      offered(xdr.held);
      xdr.deleted.push(...values);
      return values.length;
    },
    ...changes,
  };
  return xdr;
}

function offered(held: IocObject[] | undefined): IocObject[] {
  if (held === undefined) {
    throw new XdrError('not-offered', 'This tenant does not offer it.');
  }
  return held;
}

/** A rule of an IOC that came from XSOAR. */
export function ruleOf(value: string, modified: number, changes: RawRule = {}): RawRule {
  return {
    RULE_INDICATOR: value,
    IOC_TYPE: 'IP',
    RULE_SEVERITY: 'SEV_040_HIGH',
    REPUTATION: 'BAD',
    RULE_STATUS: 'ENABLED',
    RULE_COMMENT: '',
    RULE_EXPIRATION_TIME: -1,
    RULE_MODIFY_TIME: modified,
    RULE_SOURCE: 'XSOAR TIM',
    ...changes,
  };
}
