import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type Clock, systemClock } from '../../src/clock.ts';
import { dispatch } from '../../src/dispatch.ts';
import { type Edge, systemEdge } from '../../src/edge.ts';
import { UsageError } from '../../src/errors.ts';
import { guardFor, onPaper } from '../../src/outside/access.ts';
import { MemoryContext, type Versioned } from '../../src/outside/context-store.ts';
import { interruptible } from '../../src/outside/interruptible.ts';
import { Ledger, ledgerLine } from '../../src/outside/ledger.ts';
import type { RealTenant } from '../../src/outside/real-side.ts';
import { rehearse } from '../../src/outside/rehearsal/rehearse.ts';
import { SETTLING_MS } from '../../src/sync/two-sides.ts';
import { note } from '../../src/xsoar/entries.ts';
import { ApiCalls, callsContentsShape } from '../pack/api-calls.ts';
import { Builtins } from '../pack/builtins.ts';
import { startTenant, type Tenant } from '../tenant/tenant.ts';
import { shown } from '../typed.ts';
import { bringFound } from '../xsoar/bring-found.ts';
import { countGroups } from '../xsoar/count-groups.ts';
import { sampleIndicators } from '../xsoar/samples.ts';
import { SandboxXsoar } from '../xsoar/sandbox-xsoar.ts';
import type { IndicatorDraft } from '../xsoar/stored-indicator.ts';
import { indicatorRow } from './indicator-row.ts';
import type { Io } from './io.ts';
import type { Options } from './options.ts';
import type { Params } from './params.ts';
import { SkippingClock } from './skipping-clock.ts';
import type { Call, Listeners, Rehearsal, Row, World, XdrSide, XsoarSide } from './world.ts';

const INVESTIGATION = 'sandbox';
/** What does not read before this time has passed since a change. */
const SETTLING = ['fetch-indicators', 'xdr-iocs-push'];

const snapshotShape = z.object({
  ahead: z.number().min(0),
  xsoar: z.unknown(),
  xdr: z.unknown(),
  // A state of before calls were counted has none.
  calls: callsContentsShape.default([]),
});

/** XSOAR in this process, and an XDR tenant beside it, or a real one. Its key is made anew at every start. */
export async function makeSandboxWorld(
  options: Options,
  io: Pick<Io, 'environment' | 'temporary'>,
  time: Clock = systemClock,
): Promise<World> {
  const workingDirectory = await mkdtemp(join(io.temporary, 'xsoar-'));
  const clock = new SkippingClock(time);
  const xsoar = new SandboxXsoar({ clock });
  const key = options.real ?? madeUpKey();
  const tenant =
    options.real === undefined
      ? await startTenant({ ...key, keyLevel: 'Advanced', clock, publicApi: !options.older })
      : undefined;
  const calls = new ApiCalls();
  const parts: Parts = {
    xsoar,
    clock,
    tenant,
    workingDirectory,
    edge: { ...systemEdge(io.environment), clock },
    paper: options.real !== undefined && !options.write ? new MemoryContext() : undefined,
  };
  return {
    params: instanceParams(options, tenant?.url ?? options.real?.url ?? '', key),
    tenant: options.real?.url ?? 'sandbox',
    real: options.real === undefined ? undefined : introduce(options.real, options.write),
    isKept: parts.paper === undefined,
    xsoar: xsoarSide(xsoar, clock),
    builtins: new Builtins(xsoar.indicators),
    counts: {
      groups: (query, field) => countGroups(xsoar.indicators.all(), query, field),
      calls: (query, since) => calls.find(query, since),
    },
    xdr: tenant === undefined ? undefined : xdrSide(tenant),
    run: async (call, listeners) => await run(parts, call, countedBy(calls, parts, call, listeners)),
    rehearse: async (call, listeners) => await rehearseIn(parts, options, call, listeners),
    fileOf: (fileId) => join(workingDirectory, `${INVESTIGATION}_${fileId}`),
    snapshot: () => ({
      ahead: clock.ahead,
      xsoar: xsoar.snapshot(),
      xdr: tenant?.snapshot(),
      calls: calls.contents(),
    }),
    restore: (snapshot) => {
      const { ahead, xsoar: ofXsoar, xdr, calls: counted } = snapshotShape.parse(snapshot);
      tenant?.restore(xdr);
      xsoar.restore(ofXsoar);
      clock.skip(ahead);
      calls.restore(counted);
    },
    close: async () => {
      await tenant?.close();
      await rm(workingDirectory, { recursive: true, force: true });
    },
  };
}

/** Listeners that also count what a run tells of its calls. */
function countedBy(
  calls: ApiCalls,
  { xsoar, clock }: Parts,
  { command }: Call,
  listeners: Listeners,
): Listeners {
  const { brand, instance } = xsoar;
  return {
    ...listeners,
    onResults: (results) => {
      for (const result of results) calls.add(result, { at: clock.now(), brand, instance, command });
      listeners.onResults(results);
    },
  };
}

/** What a run in the sandbox's XSOAR works with. */
interface Parts {
  xsoar: SandboxXsoar;
  clock: SkippingClock;
  /** Undefined for a real XDR. */
  tenant: Tenant | undefined;
  workingDirectory: string;
  edge: Edge;
  /** What takes the place of the integration context while a real XDR is only read; undefined where all is written. */
  paper: MemoryContext | undefined;
}

function introduce({ url }: RealTenant, write: boolean): NonNullable<World['real']> {
  return {
    banner: write
      ? `XDR is real: ${url}. What is pushed goes there. XSOAR is the sandbox's.`
      : `XDR is real, and only read: ${url}. What would be written is shown; --write writes it. XSOAR is the sandbox's.`,
    prompt: write ? 'real XDR, WRITES' : 'real XDR, read-only',
  };
}

async function run(parts: Parts, { stop, ...call }: Call, listeners: Listeners): Promise<boolean> {
  const { xsoar, clock, tenant, paper } = parts;
  const { command, params } = call;
  const edge = stoppable(parts.edge, stop);
  // A real tenant's clock cannot be moved; there, what was just loaded goes with a later fetch.
  if (tenant !== undefined && SETTLING.includes(command)) clock.skip(SETTLING_MS + 1_000);
  const reliability =
    typeof params.feedReliability === 'string' ? { reliability: params.feedReliability } : {};
  const invocation = invocationOf(parts, call);
  const host = xsoar.host({ ...listeners, ...reliability });
  if (paper === undefined) return await dispatch(invocation, host, edge);
  const ledger = new Ledger();
  const guarded = { ...edge, guard: guardFor('read', ledger) };
  const succeeded = await dispatch(invocation, onPaper(host, paper, ledger), guarded);
  listeners.onResults([...paperNote(ledger)]);
  return succeeded;
}

/** An edge whose run ends early, its waiting too, when it is told to. */
export function stoppable(edge: Edge, stop: AbortSignal | undefined): Edge {
  return stop === undefined ? edge : { ...edge, stop, clock: interruptible(edge.clock, stop) };
}

/** What a command would have written, where it wrote nothing. */
export function* paperNote(ledger: Ledger): Generator<ReturnType<typeof note>> {
  if (!ledger.isEmpty) {
    yield note(
      `Nothing was written (read-only). With --write, this command would ${ledgerLine(ledger, false)}.`,
    );
  }
}

function invocationOf({ xsoar, workingDirectory }: Parts, call: Omit<Call, 'stop'>) {
  const { brand, instance } = xsoar;
  return { ...call, investigationId: INVESTIGATION, workingDirectory, brand, instance };
}

async function rehearseIn(
  parts: Parts,
  { real }: Options,
  { params, isDebug, stop }: Pick<Call, 'params' | 'isDebug' | 'stop'>,
  listeners: Listeners,
): Promise<Rehearsal> {
  const { xsoar, edge, paper } = parts;
  const ledger = new Ledger();
  const context = new MemoryContext(paper?.held ?? (await versionedOf(xsoar)));
  const outcome = await rehearse({
    invocation: invocationOf(parts, { command: 'fetch-indicators', args: {}, params, isDebug }),
    host: onPaper(xsoar.host(listeners), context, ledger),
    edge: { ...stoppable(edge, stop), guard: guardFor('read', ledger) },
    ledger,
  });
  const xdr = real?.url ?? "the sandbox's";
  return { outcome, between: { xsoar: "the sandbox's", xdr, isRealXdr: true } };
}

async function versionedOf(xsoar: SandboxXsoar): Promise<Versioned> {
  return { context: xsoar.context, version: xsoar.contextVersion };
}

/** A key for the sandbox's own tenant. */
export function madeUpKey(): Pick<RealTenant, 'key' | 'keyId' | 'keyLevel'> {
  return { key: randomBytes(64).toString('hex'), keyId: String(randomInt(1, 10_000)), keyLevel: 'Auto' };
}

/** What the sandbox sets of an instance's parameters: address, key, and what goes with them. */
export function instanceParams(
  { insecure, proxy, xsoar }: Options,
  url: string,
  { key, keyId, keyLevel }: Pick<RealTenant, 'key' | 'keyId' | 'keyLevel'>,
): Params {
  return {
    url,
    apikey_id_creds: { identifier: '', password: keyId },
    apikey_creds: { identifier: '', password: key },
    security_level: keyLevel,
    feed: true,
    severity: 'high',
    // In the sandbox not the manifest's default: with it every IOC has one severity, and a change of it in XDR would not be seen.
    override_severity: xsoar !== undefined,
    insecure,
    proxy,
  };
}

function xsoarSide(xsoar: SandboxXsoar, clock: Clock): XsoarSide {
  const { indicators } = xsoar;
  return {
    get size() {
      return indicators.size;
    },
    get: async (value) => {
      const indicator = indicators.get(value);
      return indicator === undefined ? undefined : indicatorRow(indicator);
    },
    find: async (query, limit) => {
      const page = indicators.search({ query, size: limit });
      return { total: page.total, found: page.indicators.map(indicatorRow) };
    },
    now: () => clock.now(),
    load: (found) => bringFound(indicators, found),
    loadSamples: () => {
      const samples = sampleIndicators(clock.now());
      for (const sample of samples) indicators.add(sample);
      return samples.length;
    },
    add: (draft, comment) => add(xsoar, draft, comment),
    edit: (value, patch) => indicatorRow(indicators.edit(value, patch)),
    refresh: (value, patch) => indicatorRow(indicators.refresh(value, patch)),
    expire: (value) => indicatorRow(indicators.expire(value)),
    remove: (value) => {
      indicators.remove(value);
    },
    context: async () => xsoar.context,
  };
}

function add({ indicators }: SandboxXsoar, draft: IndicatorDraft, comment: string | undefined): Row {
  if (indicators.get(draft.value, draft.indicator_type) !== undefined) {
    throw new UsageError(`XSOAR has the ${draft.indicator_type} indicator ${shown(draft.value)} already.`, {
      advice: 'Edit it instead.',
    });
  }
  const added = indicators.add(draft);
  return indicatorRow(
    comment === undefined ? added : indicators.edit(draft.value, { comment }, draft.indicator_type),
  );
}

/** The console of the sandbox's tenant. */
export function xdrSide(tenant: Tenant): XdrSide {
  return {
    get size() {
      return tenant.size;
    },
    get: (value) => toRow(tenant.get(value)),
    all: () => tenant.all() as Iterable<object> as Iterable<Row>,
    edit: (value, fields) => ({ ...tenant.edit(value, fields) }),
    add: (value, { type = '', ...fields }) => ({ ...tenant.create({ ...fields, value, type }) }),
    remove: (value) => ({ ...tenant.remove(value) }),
    hit: (value, hits) => ({ ...tenant.hit(value, hits) }),
  };
}

function toRow(row: object | undefined): Row | undefined {
  return row === undefined ? undefined : { ...row };
}
