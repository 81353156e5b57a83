import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../src/clock.ts';
import { dispatch } from '../../src/dispatch.ts';
import { type Edge, systemEdge } from '../../src/edge.ts';
import { guardFor, onPaper } from '../../src/outside/access.ts';
import { MemoryContext, type Versioned } from '../../src/outside/context-store.ts';
import { interruptible } from '../../src/outside/interruptible.ts';
import { Ledger, ledgerLine } from '../../src/outside/ledger.ts';
import type { RealTenant } from '../../src/outside/real-side.ts';
import { rehearse } from '../../src/outside/rehearsal/rehearse.ts';
import { note, type WarRoomResult } from '../../src/xsoar/entries.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { startTenant, type Tenant } from '../tenant/tenant.ts';
import type { Io } from './io.ts';
import type { Options } from './options.ts';
import type { Params } from './params.ts';
import type { Call, Listeners, Ran, Rehearsal, World } from './world.ts';

const INVESTIGATION = 'sandbox';

/** What is told of a run: its entries, too. */
export interface HostListeners extends Listeners {
  onResults(results: readonly WarRoomResult[]): void;
}

/** One of the two kinds of XSOAR, and what a run of the integration asks of it. */
export interface XsoarEnd extends Pick<World, 'xsoar' | 'sandbox' | 'real'> {
  /** As what XSOAR knows the instance. */
  source: { brand: string; instance: string };
  /** What it sets of the instance's parameters. */
  params: Readonly<Record<string, unknown>>;
  clock: Clock;
  /** What XSOAR does for one run. */
  host(params: Params, listeners: HostListeners, ledger: Ledger): Host;
  /** What takes the place of the integration context, where a run that only reads must not touch that. */
  paper: MemoryContext;
  /** The state that the next run would begin with. */
  held(): Versioned;
  /** Called before each command. */
  before?(command: string): void;
  /** What is kept of both sides between starts; by default nothing. */
  keep?(tenant: Tenant | undefined): Pick<World, 'snapshot' | 'restore'>;
  close?(): Promise<void>;
}

const NOTHING_KEPT = { snapshot: () => undefined, restore: () => undefined };

/** Puts an XSOAR and an XDR together: the real tenant of the options, or one that is started here, with a key made anew. */
export async function putTogether(
  options: Options,
  io: Pick<Io, 'environment' | 'temporary'>,
  end: XsoarEnd,
): Promise<World> {
  const { real, older, insecure, proxy } = options;
  const { clock, source } = end;
  const workingDirectory = await mkdtemp(join(io.temporary, 'xsoar-'));
  const key = real ?? madeUpKey();
  const tenant =
    real === undefined
      ? await startTenant({ ...key, keyLevel: 'Advanced', clock, publicApi: !older })
      : undefined;
  const edge = { ...systemEdge(io.environment), clock };
  const same = { investigationId: INVESTIGATION, workingDirectory, ...source };
  const parts: Parts = { options, end, edge, same };
  return {
    params: { ...paramsOf(tenant?.url ?? real?.url ?? '', key), insecure, proxy, ...end.params },
    tenant: real?.url ?? 'sandbox',
    real: end.real,
    xsoar: end.xsoar,
    sandbox: end.sandbox,
    xdr: tenant,
    run: async (call, listeners) => await run(parts, call, listeners),
    rehearse: async (call, listeners) => await rehearseIn(parts, call, listeners),
    fileOf: (fileId) => join(workingDirectory, `${INVESTIGATION}_${fileId}`),
    ...(end.keep?.(tenant) ?? NOTHING_KEPT),
    close: async () => {
      await tenant?.close();
      await end.close?.();
      await rm(workingDirectory, { recursive: true, force: true });
    },
  };
}

/** What a run works with. */
interface Parts {
  options: Options;
  end: XsoarEnd;
  edge: Edge;
  /** What is the same for every run. */
  same: { investigationId: string; workingDirectory: string; brand: string; instance: string };
}

async function run(parts: Parts, { stop, ...call }: Call, listeners: Listeners): Promise<Ran> {
  const { options, end, edge, same } = parts;
  const isReadOnly = end.real !== undefined && !options.write;
  end.before?.(call.command);
  const ledger = new Ledger();
  const results: WarRoomResult[] = [];
  const onResults: HostListeners['onResults'] = (given) => void results.push(...given);
  const host = end.host(call.params, { ...listeners, onResults }, ledger);
  // The sandbox's own XDR may be written to; what goes there is no news.
  const guard = isReadOnly && options.real !== undefined ? { guard: guardFor('read', ledger) } : {};
  const succeeded = await dispatch(
    { ...call, ...same },
    isReadOnly ? onPaper(host, end.paper, ledger) : host,
    { ...stoppable(edge, stop), ...guard },
  );
  const caller = { at: end.clock.now(), ...end.source, command: call.command };
  for (const result of results) end.sandbox?.calls.add(result, caller);
  if (isReadOnly && !ledger.isEmpty) {
    const would = ledgerLine(ledger, false);
    results.push(note(`Nothing was written (read-only). With --write, this command would ${would}.`));
  }
  return { succeeded, results };
}

async function rehearseIn(
  { options: { real, xsoar }, end, edge, same }: Parts,
  { stop, ...given }: Pick<Call, 'params' | 'isDebug' | 'stop'>,
  listeners: Listeners,
): Promise<Rehearsal> {
  const ledger = new Ledger();
  const call = { ...given, command: 'fetch-indicators', args: {} };
  // The sandbox's XDR may answer for a real XSOAR: what it refuses is found by a try. For its own, nothing changes.
  const isTried = xsoar !== undefined && real === undefined;
  const outcome = await rehearse({
    invocation: { ...call, ...same },
    host: onPaper(
      end.host(call.params, { ...listeners, onResults: () => undefined }, ledger),
      new MemoryContext(end.held()),
      ledger,
    ),
    edge: { ...stoppable(edge, stop), guard: guardFor(isTried ? 'write' : 'read', ledger) },
    ledger,
  });
  const between = { xsoar: xsoar?.url ?? "the sandbox's", xdr: real?.url ?? "the sandbox's" };
  return { outcome, between: { ...between, isRealXdr: !isTried } };
}

/** An edge whose run ends early, its waiting too, when it is told to. */
function stoppable(edge: Edge, stop: AbortSignal | undefined): Edge {
  return stop === undefined ? edge : { ...edge, stop, clock: interruptible(edge.clock, stop) };
}

type Key = Pick<RealTenant, 'key' | 'keyId' | 'keyLevel'>;

/** A key for the sandbox's own tenant. */
function madeUpKey(): Key {
  return { key: randomBytes(64).toString('hex'), keyId: String(randomInt(1, 10_000)), keyLevel: 'Auto' };
}

function paramsOf(url: string, { key, keyId, keyLevel }: Key): Record<string, unknown> {
  return {
    url,
    apikey_id_creds: { identifier: '', password: keyId },
    apikey_creds: { identifier: '', password: key },
    security_level: keyLevel,
    feed: true,
    severity: 'high',
  };
}
