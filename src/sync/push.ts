import { OUTGOING_FIELDS } from '../indicators/fields.ts';
import { toIoc } from '../indicators/to-ioc.ts';
import { MAX_IOCS_PER_PUSH } from '../xdr/client.ts';
import { searchPages } from '../xsoar/search.ts';
import { readBatches } from './batches.ts';
import type { Engine } from './engine.ts';
import { type PushEnd, pushBatches } from './push-batches.ts';
import { modifiedQuery, SETTLING_MS, toQueryTime } from './queries.ts';
import type { Refusals } from './refusals.ts';
import type { PushCursor, SyncState } from './state.ts';

/** Begins the first sync on an empty context: from now on there is a time to push up to, and one to pull from. */
export async function beginFirstSync(engine: Engine): Promise<SyncState> {
  const time = toQueryTime(engine.clock.now() - SETTLING_MS);
  return await engine.store.update((state) =>
    state.pushStart === undefined
      ? { ...state, pushStart: time, pullCursor: state.pullCursor ?? engine.tenantNow(), inFirstSync: true }
      : state,
  );
}

/**
 * Pushes what XDR does not have yet: the rest of the first sync where that is not finished, then what was modified
 * since, up to a moment ago.
 * @param state one in which `pushStart` is set
 */
export async function push(engine: Engine, state: SyncState, refusals: Refusals): Promise<PushEnd> {
  let current = state;
  if (current.inFirstSync && current.pushStart !== undefined) {
    const end = await pushQuery(engine, { to: current.pushStart }, current.pushCursor, refusals);
    if (end === 'out-of-time') {
      engine.log.info("First sync: this run's time is over; the next run goes on.");
      return end;
    }
    current = await engine.store.update((fresh) => ({ ...fresh, inFirstSync: false }));
    engine.log.info('First sync finished.');
  }
  const from = current.pushCursor === undefined ? current.pushStart : undefined;
  const to = toQueryTime(engine.clock.now() - SETTLING_MS);
  return await pushQuery(engine, { from, to }, current.pushCursor, refusals);
}

async function pushQuery(
  engine: Engine,
  range: { from?: string | undefined; to: string },
  cursor: PushCursor | undefined,
  refusals: Refusals,
): Promise<PushEnd> {
  const rules = await engine.outgoingRules();
  const query = modifiedQuery(engine.config.query, range);
  engine.log.debug(`Searching XSOAR: ${query}`);
  const pages = searchPages(engine.host, { query, fields: OUTGOING_FIELDS, from: cursor });
  const batches = readBatches(pages, (indicator) => toIoc(indicator, rules), MAX_IOCS_PER_PUSH);
  return await pushBatches(batches, engine, refusals);
}
