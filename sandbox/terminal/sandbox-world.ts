import * as z from 'zod';
import { type Clock, systemClock } from '../../src/clock.ts';
import { MemoryContext } from '../../src/outside/context-store.ts';
import type { RealTenant } from '../../src/outside/real-side.ts';
import { SETTLING_MS } from '../../src/sync/two-sides.ts';
import { ApiCalls, callsContentsShape } from '../pack/api-calls.ts';
import { Builtins } from '../pack/builtins.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { sampleIndicators } from '../xsoar/samples.ts';
import { SandboxXsoar } from '../xsoar/sandbox-xsoar.ts';
import { putTogether } from './between.ts';
import { indicatorRow } from './indicator-row.ts';
import type { Io } from './io.ts';
import type { Options } from './options.ts';
import { SkippingClock } from './skipping-clock.ts';
import type { Sandbox, World, XsoarSide } from './world.ts';

/** What does not read before this time has passed since a change. */
const SETTLING = ['fetch-indicators', 'xdr-iocs-push'];

const snapshotShape = z.object({
  ahead: z.number().min(0),
  xsoar: z.unknown(),
  xdr: z.unknown(),
  // A state of before calls were counted has none.
  calls: callsContentsShape.default([]),
});

/** XSOAR in this process, and an XDR tenant beside it, or a real one. */
export async function makeSandboxWorld(
  options: Options,
  io: Pick<Io, 'environment' | 'temporary'>,
  time: Clock = systemClock,
): Promise<World> {
  const { real, write } = options;
  const clock = new SkippingClock(time);
  const xsoar = new SandboxXsoar({ clock });
  const sandbox = sandboxOver(xsoar, clock);
  const paper = new MemoryContext();
  const isOnPaper = real !== undefined && !write;
  return await putTogether(options, io, {
    clock,
    paper,
    sandbox,
    source: { brand: xsoar.brand, instance: xsoar.instance },
    // Not the manifest's default: with it every IOC has one severity, and a change of it in XDR would not be seen.
    params: { override_severity: false },
    xsoar: sideOf(xsoar),
    real: real === undefined ? undefined : introduce(real, write),
    host: ({ feedReliability: reliability }, listeners) =>
      xsoar.host({ ...listeners, ...(typeof reliability === 'string' ? { reliability } : {}) }),
    held: () => (isOnPaper ? paper.held : { context: xsoar.context, version: xsoar.contextVersion }),
    // A real tenant's clock cannot be moved; there, what was just loaded goes with a later fetch.
    before: (command) => {
      if (real === undefined && SETTLING.includes(command)) clock.skip(SETTLING_MS + 1_000);
    },
    keep: (tenant) => {
      const kept = keptOf(xsoar, sandbox, clock, tenant);
      return isOnPaper ? { ...kept, snapshot: () => undefined } : kept;
    },
  });
}

function keptOf(
  xsoar: SandboxXsoar,
  { calls }: Sandbox,
  clock: SkippingClock,
  tenant: Tenant | undefined,
): Pick<World, 'snapshot' | 'restore'> {
  return {
    snapshot: () => ({
      ahead: clock.ahead,
      xsoar: xsoar.snapshot(),
      xdr: tenant?.snapshot(),
      calls: calls.contents(),
    }),
    restore: (snapshot) => {
      const saved = snapshotShape.parse(snapshot);
      tenant?.restore(saved.xdr);
      xsoar.restore(saved.xsoar);
      clock.skip(saved.ahead);
      calls.restore(saved.calls);
    },
  };
}

function introduce({ url }: RealTenant, write: boolean): NonNullable<World['real']> {
  return {
    banner: write
      ? `XDR is real: ${url}. What is pushed goes there. XSOAR is the sandbox's.`
      : `XDR is real, and only read: ${url}. What would be written is shown; --write writes it. XSOAR is the sandbox's.`,
    prompt: write ? 'real XDR, WRITES' : 'real XDR, read-only',
  };
}

function sandboxOver({ indicators }: SandboxXsoar, clock: Clock): Sandbox {
  return {
    indicators,
    builtins: new Builtins(indicators),
    calls: new ApiCalls(),
    now: () => clock.now(),
    loadSamples: () => {
      const samples = sampleIndicators(clock.now());
      for (const sample of samples) indicators.add(sample);
      return samples.length;
    },
  };
}

/** The sandbox's XSOAR, as it is looked into. */
export function sideOf(xsoar: SandboxXsoar): XsoarSide {
  const { indicators } = xsoar;
  return {
    get: async (value) => {
      const indicator = indicators.get(value);
      return indicator === undefined ? undefined : indicatorRow(indicator);
    },
    find: async (query, limit) => {
      const page = indicators.search({ query, size: limit });
      return { total: page.total, found: page.indicators.map(indicatorRow) };
    },
    context: async () => xsoar.context,
  };
}
