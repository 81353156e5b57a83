import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dispatch } from '../../src/dispatch.ts';
import { type Edge, systemEdge } from '../../src/edge.ts';
import { isRecord } from '../../src/indicators/json.ts';
import { type Access, guardFor } from '../../src/outside/access.ts';
import { type ContextStore, MemoryContext } from '../../src/outside/context-store.ts';
import { UNLIMITED_S } from '../../src/outside/defaults.ts';
import { Ledger } from '../../src/outside/ledger.ts';
import type { Machine } from '../../src/outside/lock.ts';
import type { RealSide } from '../../src/outside/real-side.ts';
import { rehearse } from '../../src/outside/rehearsal/rehearse.ts';
import type { RestClient } from '../../src/outside/rest/client.ts';
import { connectXsoar, hostOf, OUTSIDE } from '../../src/outside/sides.ts';
import { readState, StateFile } from '../../src/outside/state-file.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { startTenant, type Tenant } from '../tenant/tenant.ts';
import type { Io } from './io.ts';
import type { Options } from './options.ts';
import { realXsoarSide } from './real-xsoar.ts';
import { instanceParams, madeUpKey, paperNote, stoppable, xdrSide } from './sandbox-world.ts';
import type { Call, Listeners, Rehearsal, World } from './world.ts';

const INVESTIGATION = 'sandbox';

/** What a run over a real XSOAR works with. */
interface Parts {
  side: RealSide;
  client: RestClient;
  access: Access;
  /** Undefined for a real XDR. */
  tenant: Tenant | undefined;
  edge: Edge;
  context: ContextStore;
  workingDirectory: string;
}

/** A War Room over a real XSOAR, and a real XDR or the sandbox's in its place. */
export async function makeRealWorld(
  options: Options & { xsoar: RealSide },
  io: Pick<Io, 'environment' | 'temporary' | 'errors'> & { machine: Machine },
): Promise<World> {
  const { xsoar: side, real, write } = options;
  const edge = systemEdge(io.environment);
  const access = write ? 'write' : 'read';
  const onNotice = (text: string): void => void io.errors.write(`${text}\n`);
  const client = connectXsoar({ ...options, side, access, edge, onNotice });
  const context = await contextOf(options, io.machine);
  const key = real ?? madeUpKey();
  const tenant = real === undefined ? await startTenant({ ...key, keyLevel: 'Advanced' }) : undefined;
  const workingDirectory = await mkdtemp(join(io.temporary, 'xsoar-'));
  const parts: Parts = { side, client, access, tenant, edge, context, workingDirectory };
  const looking = hostFor(parts, {}, new Ledger(), SILENT);
  return {
    params: {
      ...instanceParams(options, tenant?.url ?? real?.url ?? '', key),
      max_run_seconds: UNLIMITED_S,
    },
    tenant: real?.url ?? 'sandbox',
    real: introduce(options),
    isKept: false,
    xsoar: realXsoarSide(looking, side.url, async () => contextIn(await context.read())),
    builtins: undefined,
    counts: undefined,
    xdr: tenant === undefined ? undefined : xdrSide(tenant),
    run: async (call, listeners) => await run(parts, call, listeners),
    rehearse: async (call, listeners) => await rehearseIn(parts, options, call, listeners),
    fileOf: (fileId) => join(workingDirectory, `${INVESTIGATION}_${fileId}`),
    snapshot: () => undefined,
    restore: () => undefined,
    close: async () => {
      await tenant?.close();
      if (context instanceof StateFile) await context.close();
      await rm(workingDirectory, { recursive: true, force: true });
    },
  };
}

const SILENT: Pick<Listeners, 'onResults' | 'onLog'> = {
  onResults: () => undefined,
  onLog: () => undefined,
};

async function contextOf(
  { xsoar, real, write, state }: Options & { xsoar: RealSide },
  machine: Machine,
): Promise<MemoryContext> {
  const pair = { xsoar: xsoar.url, xdr: real?.url ?? 'sandbox' };
  if (state === undefined) return new MemoryContext();
  return write ? await StateFile.open(state, pair, machine) : new MemoryContext(await readState(state, pair));
}

function introduce({ xsoar, real, write }: Options & { xsoar: RealSide }): NonNullable<World['real']> {
  const xdr =
    real === undefined ? "XDR is the sandbox's: nothing leaves this machine." : `XDR is real: ${real.url}.`;
  const how = write
    ? 'Commands WRITE to both.'
    : `${real === undefined ? 'XSOAR is' : 'Both are'} only read; what would be written is shown.`;
  return {
    banner: `XSOAR is real: ${xsoar.url}. ${xdr} ${how}`,
    prompt: `${real === undefined ? 'real XSOAR' : 'real XSOAR and XDR'}, ${write ? 'WRITES' : 'read-only'}`,
  };
}

function hostFor(
  { client, side, access, context }: Parts,
  params: Call['params'],
  ledger: Ledger,
  { onResults, onLog }: Pick<Listeners, 'onResults' | 'onLog'>,
): Host {
  return hostOf({ client, url: side.url, access, context, params, ledger, onResults, onLog });
}

async function run(parts: Parts, { stop, ...call }: Call, listeners: Listeners): Promise<boolean> {
  const { access, tenant } = parts;
  const ledger = new Ledger();
  const host = told(hostFor(parts, call.params, ledger, listeners), listeners);
  // The sandbox's own XDR may be written to; what goes there is no news.
  const guard = tenant === undefined ? guardFor(access, ledger) : undefined;
  const edge = { ...stoppable(parts.edge, stop), ...(guard === undefined ? {} : { guard }) };
  const succeeded = await dispatch(invocationOf(parts, call), host, edge);
  if (access === 'read') listeners.onResults([...paperNote(ledger)]);
  return succeeded;
}

async function rehearseIn(
  parts: Parts,
  { real }: Options,
  { stop, ...call }: Pick<Call, 'params' | 'isDebug' | 'stop'>,
  listeners: Listeners,
): Promise<Rehearsal> {
  const ledger = new Ledger();
  const isRealXdr = real !== undefined;
  const context = new MemoryContext(parts.context instanceof MemoryContext ? parts.context.held : undefined);
  const host = hostFor({ ...parts, access: 'read', context }, call.params, ledger, listeners);
  const outcome = await rehearse({
    invocation: invocationOf(parts, { ...call, command: 'fetch-indicators', args: {} }),
    host: told(host, listeners),
    edge: { ...stoppable(parts.edge, stop), guard: guardFor(isRealXdr ? 'read' : 'write', ledger) },
    ledger,
  });
  return { outcome, between: { xsoar: parts.side.url, xdr: real?.url ?? "the sandbox's", isRealXdr } };
}

function invocationOf({ workingDirectory }: Parts, call: Omit<Call, 'stop'>) {
  return { ...call, investigationId: INVESTIGATION, workingDirectory, ...OUTSIDE };
}

/** A Host whose pages are told as they come, for whoever waits. */
function told(host: Host, { onPage }: Listeners): Host {
  const seen = new Map<string, number>();
  return {
    ...host,
    searchIndicators: async (request) => {
      const answer = await host.searchIndicators(request);
      const { iocs, total } = answer as { iocs: { length: number }; total: unknown };
      const before = request.searchAfter === undefined ? 0 : (seen.get(request.query) ?? 0);
      seen.set(request.query, before + iocs.length);
      if (typeof total === 'number') onPage({ seen: before + iocs.length, total });
      return answer;
    },
  };
}

function contextIn(answer: unknown): unknown {
  return isRecord(answer) ? answer.context : answer;
}
