import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type Clock, systemClock } from '../../src/clock.ts';
import { dispatch } from '../../src/dispatch.ts';
import { systemEdge } from '../../src/edge.ts';
import { UsageError } from '../../src/errors.ts';
import { SETTLING_MS } from '../../src/sync/two-sides.ts';
import { ApiCalls, callsContentsShape } from '../pack/api-calls.ts';
import { Builtins } from '../pack/builtins.ts';
import { startTenant, type Tenant } from '../tenant/tenant.ts';
import { shown } from '../typed.ts';
import { countGroups } from '../xsoar/count-groups.ts';
import { extractIndicators } from '../xsoar/extract.ts';
import { sampleIndicators } from '../xsoar/samples.ts';
import { SandboxXsoar } from '../xsoar/sandbox-xsoar.ts';
import type { IndicatorDraft } from '../xsoar/stored-indicator.ts';
import { toIndicators } from '../xsoar/to-indicators.ts';
import { indicatorRow } from './indicator-row.ts';
import type { Io } from './io.ts';
import type { Options, RealTenant } from './options.ts';
import type { Params } from './params.ts';
import { SkippingClock } from './skipping-clock.ts';
import type { LoadReport, Row, World, XdrSide, XsoarSide } from './world.ts';

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
    options.real === undefined ? await startTenant({ ...key, keyLevel: 'Advanced', clock }) : undefined;
  const calls = new ApiCalls();
  const edge = { ...systemEdge(io.environment), clock };
  return {
    params: instanceParams(options, tenant?.url ?? options.real?.url ?? '', key),
    tenant: options.real === undefined ? 'sandbox' : new URL(options.real.url).origin,
    xsoar: xsoarSide(xsoar, clock),
    builtins: new Builtins(xsoar.indicators),
    now: () => clock.now(),
    apiCalls: (query, since) => calls.find(query, since),
    xdr: tenant === undefined ? undefined : xdrSide(tenant),
    run: async ({ command, args, params, isDebug }, listeners) => {
      // A real tenant's clock cannot be moved; there, what was just loaded goes with a later fetch.
      if (tenant !== undefined && SETTLING.includes(command)) clock.skip(SETTLING_MS + 1_000);
      const reliability =
        typeof params.feedReliability === 'string' ? { reliability: params.feedReliability } : {};
      const invocation = {
        command,
        params,
        args,
        investigationId: INVESTIGATION,
        workingDirectory,
        isDebug,
        brand: xsoar.brand,
        instance: xsoar.instance,
      };
      const onResults: typeof listeners.onResults = (results) => {
        const caller = { at: clock.now(), brand: xsoar.brand, instance: xsoar.instance, command };
        for (const result of results) calls.add(result, caller);
        listeners.onResults(results);
      };
      return await dispatch(invocation, xsoar.host({ ...listeners, ...reliability, onResults }), edge);
    },
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

function madeUpKey(): Pick<RealTenant, 'key' | 'keyId' | 'keyLevel'> {
  return { key: randomBytes(64).toString('hex'), keyId: String(randomInt(1, 10_000)), keyLevel: 'Auto' };
}

function instanceParams(
  { insecure, proxy }: Options,
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
    // Not the manifest's default: with it every IOC has one severity, and a change of it in XDR would not be seen.
    override_severity: false,
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
    get: (value) => {
      const indicator = indicators.get(value);
      return indicator === undefined ? undefined : indicatorRow(indicator);
    },
    find: async (query, limit) => {
      const page = indicators.search({ query, size: limit });
      return { total: page.total, found: page.indicators.map(indicatorRow) };
    },
    groups: (query, field) => countGroups(indicators.all(), query, field),
    load: (text) => load(xsoar, text, clock),
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

function load({ indicators }: SandboxXsoar, text: string, clock: Clock): LoadReport {
  const found = extractIndicators(text);
  const fresh = found.filter(({ value, type }) => indicators.get(value, type) === undefined);
  for (const draft of toIndicators(fresh, { now: clock.now() })) indicators.add(draft);
  const byType = new Map<string, number>();
  for (const { type } of found) byType.set(type, (byType.get(type) ?? 0) + 1);
  return { added: fresh.length, known: found.length - fresh.length, byType };
}

function xdrSide(tenant: Tenant): XdrSide {
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
