import { messageOf, XdrError } from '../errors.ts';
import { Rejection } from '../indicators/rejection.ts';
import { readRule } from '../indicators/rule.ts';
import { valueKey } from '../indicators/values.ts';
import type { Engine } from './engine.ts';
import type { TypedValue } from './known.ts';
import { hashOf, type OwnCall, withCall, withEnd } from './own-status.ts';
import type { Refused } from './refusals.ts';
import type { SyncState } from './state.ts';
import type { WaitingRules } from './waiting.ts';

/** What is done to IOCs in XDR by a call of our own. */
export type StatusChange = 'enable' | 'disable' | 'retire' | 'delete';

const STATUS = { enable: 'ENABLED', disable: 'DISABLED', retire: 'DISABLED', delete: 'DELETED' } as const;

/** How many values one request carries. */
const CHUNK_SIZE = 10_000;
/** How far apart the two clocks may be unnoticed, in ms: XDR's `Date` header has whole seconds. */
const UNNOTICED_MS = 5_000;

/**
 * Enables, disables or deletes IOCs. XDR tells of it like of a person's change; so what is about to be done is stored
 * before, and the time when it had taken effect after it.
 * @param waiting tells for which of them a person's change waits: that one is still to be taken
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
    const before = await engine.store.update((state) => begun(state, chunk, change, from, waiting));
    waiting.learn(before);
    await call(chunk.map(({ value }) => value));
    const to = await effectTime(engine, chunk, from);
    const after = await engine.store.update((state) => ({
      ...state,
      ownStatus: withEnd(state.ownStatus, from, to),
    }));
    waiting.learn(after);
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
      reason: `The call to ${change} it failed: ${messageOf(thrown)}`,
    }));
  }
}

function begun(
  state: SyncState,
  chunk: readonly TypedValue[],
  change: StatusChange,
  from: number,
  waiting: WaitingRules,
): SyncState {
  const hashes = { clean: '', mixed: '' };
  for (const { value, type } of chunk) {
    const key = valueKey(value, type);
    hashes[waiting.of(key)?.changedAt === undefined ? 'clean' : 'mixed'] += hashOf(key);
  }
  const call: OwnCall = { status: STATUS[change], from, ...hashes };
  return { ...state, ownStatus: withCall(state.ownStatus, call, change === 'retire') };
}

/** When a call had taken effect: the newest time that XDR tells of these values, or now where it tells of none. */
async function effectTime(engine: Engine, chunk: readonly TypedValue[], from: number): Promise<number> {
  const keys = new Set(chunk.map(({ value, type }) => valueKey(value, type)));
  let newest = 0;
  try {
    const changes = await engine.xdr.getChanges(from);
    try {
      for await (const raw of changes.rules()) {
        const rule = readRule(raw);
        if (!(rule instanceof Rejection) && keys.has(valueKey(rule.value, rule.type))) {
          newest = Math.max(newest, rule.modified);
        }
      }
    } finally {
      await changes.close();
    }
  } catch (thrown) {
    engine.log.info(`XDR did not say when the change of status took effect: ${messageOf(thrown)}`);
  }
  return newest > 0 ? newest : Math.ceil(engine.tenantNow() + UNNOTICED_MS);
}
