import { HostError, messageOf, XdrError } from '../errors.ts';
import { scoreAfterEcho } from '../indicators/echo.ts';
import { MERGE_FIELDS } from '../indicators/fields.ts';
import { isRecord } from '../indicators/json.ts';
import type { NewIndicator } from '../indicators/new-indicator.ts';
import { xdrStatus } from '../indicators/status.ts';
import { valueKey } from '../indicators/values.ts';
import { createIndicators } from '../xsoar/create.ts';
import type { Engine } from './engine.ts';
import { findNamed, NO_INDICATOR, notHeld, type TypedValue, typedValueOf } from './find.ts';
import { isNotOffered } from './held.ts';
import { withOwed } from './holding.ts';
import { hashOf } from './memory/hashed.ts';
import { withCall, withEnd } from './memory/own-status.ts';
import type { Refused } from './memory/refusals.ts';
import type { Owed, SyncState } from './memory/state.ts';
import { isEditedByHand } from './two-sides.ts';
import { WaitingRules } from './waiting.ts';

/** What is done to IOCs in XDR by a call of our own. */
export type StatusChange = 'enable' | 'disable' | 'retire' | 'delete';

const STATUS = { enable: 'ENABLED', disable: 'DISABLED', retire: 'DISABLED', delete: 'DELETED' } as const;

const BECOMES = { enable: undefined, disable: 'disabled', retire: 'retired', delete: 'deleted' } as const;

/** How many values one request carries. */
const CHUNK_SIZE = 10_000;
/** How far apart the two clocks may be unnoticed, in ms: XDR's `Date` header has whole seconds. */
const UNNOTICED_MS = 5_000;

/**
 * Enables, disables or deletes IOCs. XDR tells of it like of a person's change; so what is about to be done is stored
 * before, and the time when it was done after it.
 * @param waiting learns of it
 * @param call makes the request
 * @throws XdrError what failed, and then nothing of that request counts as done
 */
export async function changeStatus(
  engine: Engine,
  waiting: WaitingRules,
  change: StatusChange,
  iocs: readonly TypedValue[],
  call: (values: readonly string[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < iocs.length; start += CHUNK_SIZE) {
    const chunk = iocs.slice(start, start + CHUNK_SIZE);
    const from = Math.floor(engine.tenantNow() - UNNOTICED_MS);
    const values = chunk.map(({ value, type }) => hashOf(valueKey(value, type))).join('');
    const before = await engine.store.update((state) => ({
      ...state,
      ownStatus: withCall(state.ownStatus, { status: STATUS[change], from, values }),
    }));
    waiting.learn(before);
    try {
      await callInHalves(
        chunk.map(({ value }) => value),
        call,
      );
    } catch (thrown) {
      if (isNotOffered(thrown)) {
        // Certainly nothing was done: what people did before must not be taken for ours.
        waiting.learn(await engine.store.update((state) => withoutCall(state, from, values)));
      }
      throw thrown;
    }
    const to = Math.ceil(engine.tenantNow() + UNNOTICED_MS);
    const after = await engine.store.update((state) => ({
      ...state,
      ownStatus: withEnd(state.ownStatus, { from, values }, to, BECOMES[change]),
    }));
    waiting.learn(after);
  }
}

/** What is too large for XDR, or for a gateway before it, goes in halves. */
async function callInHalves(
  values: readonly string[],
  call: (values: readonly string[]) => Promise<unknown>,
): Promise<void> {
  try {
    await call(values);
  } catch (thrown) {
    if (!(thrown instanceof XdrError && thrown.kind === 'too-large') || values.length < 2) {
      throw thrown;
    }
    const middle = values.length >> 1;
    await callInHalves(values.slice(0, middle), call);
    await callInHalves(values.slice(middle), call);
  }
}

/** The same, where a failure is a report about the values and nothing more. @returns what was not changed, and why */
export async function tryToChangeStatus(
  engine: Engine,
  waiting: WaitingRules,
  change: StatusChange,
  iocs: readonly TypedValue[],
  call: (values: readonly string[]) => Promise<unknown>,
): Promise<Refused[]> {
  try {
    await changeStatus(engine, waiting, change, iocs, call);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof XdrError)) {
      throw thrown;
    }
    return iocs.map(({ value }) => ({
      value,
      reason: `The call to ${change} it failed; run !xdr-iocs-${change} for it. ${messageOf(thrown)}`,
    }));
  }
}

function withoutCall(state: SyncState, from: number, values: string): SyncState {
  const calls = state.ownStatus.calls.filter((one) => one.from !== from || one.values !== values);
  return { ...state, ownStatus: { ...state.ownStatus, calls } };
}

/**
 * What the commands `xdr-iocs-enable` and `xdr-iocs-disable` do: the status is written to the indicators that XSOAR
 * holds, then XDR is changed. In this order: killed between the two, the next push completes it.
 * @returns the values, as XSOAR spells them where it holds them
 * @throws XdrError when XDR does not change it
 */
export async function switchStatus(
  engine: Engine,
  values: readonly string[],
  change: 'enable' | 'disable',
): Promise<string[]> {
  const waiting = await WaitingRules.ask(engine, await engine.store.read());
  const found = await findNamed(engine, values, MERGE_FIELDS);
  const held: TypedValue[] = [];
  const notThere: TypedValue[] = [];
  const indicators: Record<string, unknown>[] = [];
  const names = new Set<string>();
  for (const value of values) {
    const known = (found.get(value) ?? []).filter(isRecord);
    if (known.length === 0) {
      engine.report.remark(value, `${NO_INDICATOR} Only XDR was changed.`);
      notThere.push({ value, type: '' });
    }
    for (const name of known.length === 0 ? [value] : known.map((x) => String(x.value))) {
      names.add(name);
    }
    held.push(...known.map(typedValueOf));
    indicators.push(...known);
  }
  await writeStatus(engine, indicators, change);
  await changeStatus(engine, waiting, change, unique([...held, ...notThere]), engine.xdr[change]);
  for (const { value } of notThere) {
    engine.report.keptOut(notHeld(value), 'unknown');
  }
  engine.report.pushed(unique(held));
  return [...names];
}

async function writeStatus(
  engine: Engine,
  indicators: readonly Record<string, unknown>[],
  change: 'enable' | 'disable',
): Promise<void> {
  const { store, clock, host, budget, report, source } = engine;
  const status = change === 'enable' ? 'enabled' : 'disabled';
  const others = indicators.filter((x) => xdrStatus(x.CustomFields)?.toLowerCase() !== status);
  if (others.length === 0) {
    return;
  }
  for (const x of others) {
    if (isEditedByHand(x, 'xdrstatus')) {
      report.remark(String(x.value), BY_HAND);
    }
  }
  const at = clock.now();
  const owed: Owed[] = others.map((x) => ({ ...typedValueOf(x), at, modified: String(x.modified), status }));
  const { keepsStatus } = await store.update((state) => ({ ...state, owed: withOwed(state.owed, owed) }));
  if (keepsStatus === false) {
    report.remark('xdrstatus', NOT_KEPT);
  }
  const writes = others.map((x): NewIndicator => {
    const { value, indicator_type: type } = x;
    const named = { value: String(value), type: String(type) };
    const score = scoreAfterEcho(typeof x.score === 'number' ? x.score : 0, x, source);
    return { ...named, score, fields: { xdrstatus: status }, rawJSON: named };
  });
  try {
    const { refused } = await createIndicators(host, writes, () => budget.hasTimeFor(0));
    for (const { indicator, reason } of refused) {
      report.remark(
        indicator.value,
        `XSOAR did not take the status, so a push may undo this; set 'XDR status' in XSOAR by hand. ${reason}`,
      );
    }
  } catch (thrown) {
    if (!(thrown instanceof HostError)) {
      throw thrown;
    }
    report.remark(
      'xdrstatus',
      `XSOAR did not take the status, so a push may undo this; run the command again later. ${messageOf(thrown)}`,
    );
  }
}

const BY_HAND =
  "Its status was set by hand in XSOAR, and XSOAR keeps that: a later push undoes this. Set 'XDR status' there, too.";
const NOT_KEPT =
  "XSOAR does not keep the field 'xdrstatus', so a later push may undo this. Add the indicator field 'XDR status' (xdrstatus) in XSOAR.";

function unique(iocs: readonly TypedValue[]): TypedValue[] {
  return [...new Map(iocs.map((one) => [one.value, one])).values()];
}
