import { systemClock } from '../../src/clock.ts';
import { systemEdge } from '../../src/edge.ts';
import { isRecord } from '../../src/indicators/json.ts';
import { MemoryContext } from '../../src/outside/context-store.ts';
import { UNLIMITED_S } from '../../src/outside/defaults.ts';
import { Ledger } from '../../src/outside/ledger.ts';
import type { Machine } from '../../src/outside/lock.ts';
import type { RealSide } from '../../src/outside/real-side.ts';
import { connectXsoar, hostOf, OUTSIDE } from '../../src/outside/sides.ts';
import { readState, StateFile } from '../../src/outside/state-file.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { quoted } from '../../src/xsoar/lookup.ts';
import { parsePage } from '../../src/xsoar/page.ts';
import type { StoredIndicator } from '../xsoar/stored-indicator.ts';
import { type HostListeners, putTogether, type XsoarEnd } from './between.ts';
import { indicatorRow } from './indicator-row.ts';
import type { Io } from './io.ts';
import type { Options } from './options.ts';
import type { Listeners, World, XsoarSide } from './world.ts';

/** How many indicators of one value are looked at. */
const SAME_VALUE = 10;
const SILENT: HostListeners = { onResults: () => undefined, onLog: () => undefined, onPage: () => undefined };

type RealOptions = Options & { xsoar: RealSide };

/** A War Room over a real XSOAR, and a real XDR or the sandbox's in its place. */
export async function makeRealWorld(
  options: RealOptions,
  io: Pick<Io, 'environment' | 'temporary' | 'errors'> & { machine: Machine },
): Promise<World> {
  const { xsoar: side, write } = options;
  const access = write ? 'write' : 'read';
  const onNotice = (text: string): void => void io.errors.write(`${text}\n`);
  const client = connectXsoar({ ...options, side, access, edge: systemEdge(io.environment), onNotice });
  const context = await contextOf(options, io.machine);
  const host: XsoarEnd['host'] = (params, listeners, ledger) =>
    told(hostOf({ client, url: side.url, access, context, params, ledger, ...listeners }), listeners);
  const looking = host({}, SILENT, new Ledger());
  // What is kept between starts is the state file's business.
  return await putTogether(options, io, {
    clock: systemClock,
    paper: context,
    sandbox: undefined,
    source: OUTSIDE,
    params: { override_severity: true, max_run_seconds: UNLIMITED_S },
    xsoar: sideOf(looking, async () => context.held.context),
    real: introduce(options),
    host,
    held: () => context.held,
    close: async () => {
      if (context instanceof StateFile) await context.close();
    },
  });
}

async function contextOf(
  { xsoar, real, write, state }: RealOptions,
  machine: Machine,
): Promise<MemoryContext> {
  const pair = { xsoar: xsoar.url, xdr: real?.url ?? 'sandbox' };
  if (state === undefined) return new MemoryContext();
  return write ? await StateFile.open(state, pair, machine) : new MemoryContext(await readState(state, pair));
}

function introduce({ xsoar, real, write }: RealOptions): NonNullable<World['real']> {
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

/** A real XSOAR, as far as a War Room outside of it may look. What people do there, they do there. */
function sideOf(host: Host, context: XsoarSide['context']): XsoarSide {
  const find: XsoarSide['find'] = async (query, limit) => {
    const answer = await host.searchIndicators({ query, size: limit, fields: [] });
    const { indicators, total } = parsePage(answer, () => true);
    return { total, found: [...indicators].filter(isRecord).map((x) => indicatorRow(x as StoredIndicator)) };
  };
  return {
    get: async (value) => {
      const { found } = await find(`value:${quoted(value)}`, SAME_VALUE);
      return found.find((row) => row.value === value);
    },
    find,
    context,
  };
}
