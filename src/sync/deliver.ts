import type { XdrError } from '../errors.ts';
import { OUTGOING_FIELDS } from '../indicators/fields.ts';
import type { Ioc } from '../indicators/ioc.ts';
import type { PackedIocs } from '../indicators/packed-iocs.ts';
import { valueKey } from '../indicators/values.ts';
import { MAX_IOCS_PER_PUSH } from '../xdr/client.ts';
import type { Engine } from './engine.ts';
import { findIndicators } from './find.ts';
import { isolate, mayBeOfOne } from './isolate.ts';
import type { Refused } from './memory/refusals.ts';
import type { Owed } from './memory/state.ts';
import { tryToChangeStatus } from './status.ts';
import { planDisabled, whichIndicator } from './two-sides.ts';
import type { WaitingRules } from './waiting.ts';

/** XDR's word for an IOC that is disabled there, and stays so when it is pushed again. */
const STAYS_DISABLED = /already exists/i;
/** How often what XDR names as bad is taken out before a push is halved. */
const MOST_ROUNDS = 3;

/** What became of IOCs that were sent; whatever is in neither list has arrived. */
export interface Delivered {
  refused: Refused[];
  /** What must be pushed again later. */
  owed: Owed[];
}

/**
 * Sends IOCs to XDR, as many requests as it takes: at most 40,000 each; without those that XDR names as bad; in halves
 * where XDR does not take them together. What XDR keeps disabled is enabled where XSOAR says so.
 * @throws XdrError when XDR did not take a push: what it took before is there already, and pushing again is harmless
 */
export async function deliver(
  engine: Engine,
  waiting: WaitingRules,
  iocs: PackedIocs | readonly Ioc[],
): Promise<Delivered> {
  const refused = await sendAll(engine, iocs);
  const disabled = refused.filter(({ reason }) => STAYS_DISABLED.test(reason));
  if (disabled.length === 0) {
    return { refused: withTypes(refused, iocs), owed: [] };
  }
  const others = refused.filter(({ reason }) => !STAYS_DISABLED.test(reason));
  const settled = await settleDisabled(engine, waiting, iocs, disabled);
  return { refused: withTypes([...others, ...settled.refused], iocs), owed: settled.owed };
}

/** What was refused, with XDR's type, and as refused by XDR. */
function withTypes(refused: readonly Refused[], iocs: PackedIocs | readonly Ioc[]): Refused[] {
  const types = new Map<string, string | undefined>(refused.map(({ value }) => [value, undefined]));
  for (const { indicator, type } of types.size === 0 ? [] : iocs) {
    if (types.has(indicator)) {
      types.set(indicator, type);
    }
  }
  return refused.map((one) => ({ ...one, type: types.get(one.value), status: 'refused' }));
}

async function sendAll(engine: Engine, iocs: PackedIocs | readonly Ioc[]): Promise<Refused[]> {
  if (iocs.length <= MAX_IOCS_PER_PUSH) {
    return iocs.length === 0 ? [] : await sendTogether(engine, iocs);
  }
  const all = [...iocs];
  const refused: Refused[] = [];
  for (let start = 0; start < iocs.length; start += MAX_IOCS_PER_PUSH) {
    refused.push(...(await sendTogether(engine, all.slice(start, start + MAX_IOCS_PER_PUSH))));
  }
  return refused;
}

async function sendTogether(engine: Engine, iocs: PackedIocs | readonly Ioc[]): Promise<Refused[]> {
  const refused: Refused[] = [];
  let rest: PackedIocs | readonly Ioc[] = iocs;
  for (let round = 1; ; round += 1) {
    try {
      return rest.length === 0 ? refused : [...refused, ...(await engine.xdr.insertIocs(rest))];
    } catch (thrown) {
      if (!mayBeOfOne(thrown)) {
        throw thrown;
      }
      const good = withoutNamed(rest, thrown);
      if (good === undefined || round > MOST_ROUNDS) {
        return [...refused, ...(await isolate(engine, [...rest], thrown))];
      }
      refused.push(...thrown.refusals);
      rest = good;
    }
  }
}

/** What is left without the IOCs that a failure names; undefined where it names none of them. */
function withoutNamed(iocs: PackedIocs | readonly Ioc[], { refusals }: XdrError): Ioc[] | undefined {
  if (refusals.length === 0) {
    return undefined;
  }
  const bad = new Set(refusals.map(({ value }) => value));
  const good = [...iocs].filter(({ indicator }) => !bad.has(indicator));
  return good.length === iocs.length ? undefined : good;
}

/** An IOC that XDR keeps disabled, what it said, and the indicator that it was made of. */
interface Kept {
  ioc: Ioc;
  key: string;
  refusal: Refused;
  x: Record<string, unknown> | undefined;
}

async function settleDisabled(
  engine: Engine,
  waiting: WaitingRules,
  iocs: PackedIocs | readonly Ioc[],
  refusals: readonly Refused[],
): Promise<Delivered> {
  const kept = await keptDisabled(engine, iocs, refusals);
  const { keepsStatus } = await engine.store.read();
  const outcome: Delivered = { refused: [], owed: [] };
  const toEnable: Kept[] = [];
  for (const one of kept) {
    const plan = planDisabled(one.x, keepsStatus === true, waiting.isRetired(one.key));
    if (plan === 'enable') {
      toEnable.push(one);
    } else if (plan === 'stays disabled') {
      outcome.refused.push({ ...one.refusal, reason: `${one.refusal.reason} (${HOW_TO_ENABLE})` });
    }
  }
  if (toEnable.length > 0) {
    await enableAndSend(engine, waiting, toEnable, outcome);
  }
  return outcome;
}

const HOW_TO_ENABLE = 'it is disabled in XDR, and stays so; !xdr-iocs-enable enables it';

async function enableAndSend(
  engine: Engine,
  waiting: WaitingRules,
  toEnable: readonly Kept[],
  outcome: Delivered,
): Promise<void> {
  // Somebody may have disabled it a moment ago: that is merged first.
  await waiting.askAgain();
  const now = engine.clock.now();
  // An instance that does not fetch takes nothing from XDR, so there is nothing to wait for.
  const waits = (key: string): boolean => engine.config.fetchIndicators && waiting.hasStatusOf(key);
  const free = toEnable.filter(({ key }) => !waits(key));
  const held = toEnable.filter((one) => !free.includes(one));
  outcome.owed.push(...held.map(({ ioc }) => ({ value: ioc.indicator, type: ioc.type, at: now })));
  for (const { ioc } of held) {
    engine.report.heldBack(ioc.indicator, ioc.type);
  }
  const typed = free.map(({ ioc }) => ({ value: ioc.indicator, type: ioc.type }));
  const failed = await tryToChangeStatus(engine, waiting, 'enable', typed, engine.xdr.enable);
  if (failed.length > 0) {
    outcome.refused.push(...failed);
    return;
  }
  const again = await sendAll(
    engine,
    free.map(({ ioc }) => ioc),
  );
  const stillKept = again.filter(({ reason }) => STAYS_DISABLED.test(reason));
  outcome.refused.push(...again);
  outcome.owed.push(...stillKept.map(({ value }) => ({ value, type: typeOf(free, value), at: now })));
  for (const { ioc } of free) {
    engine.report.enabled(ioc.indicator);
  }
}

function typeOf(kept: readonly Kept[], value: string): string {
  return kept.find(({ ioc }) => ioc.indicator === value)?.ioc.type ?? '';
}

async function keptDisabled(
  engine: Engine,
  iocs: PackedIocs | readonly Ioc[],
  refusals: readonly Refused[],
): Promise<Kept[]> {
  const named = new Map(refusals.map((refusal) => [refusal.value.toLowerCase(), refusal]));
  const kept: Kept[] = [];
  for (const ioc of iocs) {
    const refusal = named.get(ioc.indicator.toLowerCase());
    if (refusal !== undefined) {
      kept.push({ ioc, key: valueKey(ioc.indicator, ioc.type), refusal, x: undefined });
    }
  }
  const values = kept.map(({ ioc }) => ({ value: ioc.indicator, type: ioc.type }));
  const found = await findIndicators(engine, values, OUTGOING_FIELDS);
  return kept.map((one) => ({
    ...one,
    x: whichIndicator({ value: one.ioc.indicator, type: one.ioc.type }, found.get(one.key) ?? []),
  }));
}
