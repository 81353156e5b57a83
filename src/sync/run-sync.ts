import type { Engine } from './engine.ts';
import { pull } from './pull.ts';
import { pullStart } from './pull-start.ts';
import { beginFirstSync, push } from './push.ts';
import type { PushEnd } from './push-batches.ts';
import { Refusals } from './refusals.ts';
import type { SyncState } from './state.ts';

/** What one `fetch-indicators` run did. */
export interface SyncReport {
  /** What XDR does not hold, and why. */
  outgoing: Refusals;
  /** Changes in XDR that XSOAR has no place for, and why. */
  incoming: Refusals;
}

/**
 * One `fetch-indicators` run: push (first sync, then what was modified), then pull, as much as its time allows.
 * A push that fails does not keep XDR's changes from XSOAR; its failure is thrown after the pull.
 */
export async function runSync(engine: Engine): Promise<SyncReport> {
  const report = { outgoing: new Refusals(), incoming: new Refusals() };
  const before = await engine.store.read();
  const outcome = engine.config.autoSync ? await tryToPush(engine, before, report.outgoing) : { end: 'done' };
  if (outcome.end !== 'out-of-time') {
    await pullSince(engine, report.incoming);
  }
  if ('failure' in outcome) {
    throw outcome.failure;
  }
  return report;
}

async function tryToPush(
  engine: Engine,
  before: SyncState,
  refusals: Refusals,
): Promise<{ end: PushEnd | 'failed'; failure?: unknown }> {
  try {
    const state = before.pushStart === undefined ? await beginFirstSync(engine) : before;
    return { end: await push(engine, state, refusals) };
  } catch (failure) {
    return { end: 'failed', failure };
  }
}

async function pullSince(engine: Engine, refusals: Refusals): Promise<void> {
  const state = await engine.store.read();
  const { pullCursor, inFirstSync } = state;
  if (inFirstSync && engine.config.autoSync) {
    return;
  }
  if (pullCursor === undefined) {
    const start = await pullStart(engine);
    await engine.store.update((fresh) => ({ ...fresh, pullCursor: fresh.pullCursor ?? start }));
    engine.log.info('Nothing was synced yet: changes in XDR are fetched from now on.');
    return;
  }
  await pull(engine, { ...state, pullCursor }, refusals);
}
