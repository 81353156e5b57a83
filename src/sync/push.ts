import { OUTGOING_FIELDS } from '../indicators/fields.ts';
import { toIoc } from '../indicators/to-ioc.ts';
import { MAX_IOCS_PER_PUSH } from '../xdr/client.ts';
import { searchPages } from '../xsoar/search.ts';
import { type Mapping, readBatches } from './batches.ts';
import type { Engine } from './engine.ts';
import { gather } from './gather.ts';
import { Pace } from './pace.ts';
import { pullStart } from './pull-start.ts';
import { type PushEnd, pushBatches } from './push-batches.ts';
import { modifiedQuery, SETTLING_MS, toQueryTime } from './queries.ts';
import type { Refusals } from './refusals.ts';
import type { PushCursor, SyncState } from './state.ts';
import { UnpulledChanges } from './unpulled-changes.ts';

/** Begins the first sync on an empty context: from now on there is a time to push up to, and one to pull from. */
export async function beginFirstSync(engine: Engine): Promise<SyncState> {
  const time = toQueryTime(engine.clock.now() - SETTLING_MS);
  const ts = await pullStart(engine);
  return await engine.store.update((state) =>
    state.pushStart === undefined
      ? { ...state, pushStart: time, pullCursor: state.pullCursor ?? ts, inFirstSync: true }
      : state,
  );
}

/**
 * Pushes what XDR does not have yet: the rest of the first sync where that is not finished, then what was modified
 * since, up to a moment ago. What people changed in XDR meanwhile is left to the pull.
 * @param state one in which `pushStart` is set
 */
export async function push(engine: Engine, state: SyncState, refusals: Refusals): Promise<PushEnd> {
  const map = await createMapping(engine, state);
  let current = state;
  if (current.inFirstSync && current.pushStart !== undefined) {
    const end = await pushQuery(engine, { to: current.pushStart }, current.pushCursor, map, refusals);
    if (end === 'out-of-time') {
      engine.log.info("First sync: this run's time is over; the next run goes on.");
      return end;
    }
    current = await engine.store.update((fresh) => ({ ...fresh, inFirstSync: false }));
    engine.log.info('First sync finished.');
  }
  const from = current.pushCursor === undefined ? current.pushStart : undefined;
  const to = toQueryTime(engine.clock.now() - SETTLING_MS);
  return await pushQuery(engine, { from, to }, current.pushCursor, map, refusals);
}

async function createMapping(engine: Engine, { pullCursor }: SyncState): Promise<Mapping> {
  const rules = await engine.outgoingRules();
  const changed = pullCursor === undefined ? [] : await gather(await engine.xdr.getChanges(pullCursor));
  const unpulled = new UnpulledChanges(changed, engine.tenantNow() - engine.clock.now());
  return (indicator) => (unpulled.wins(indicator) ? undefined : toIoc(indicator, rules));
}

async function pushQuery(
  engine: Engine,
  range: { from?: string | undefined; to: string },
  cursor: PushCursor | undefined,
  map: Mapping,
  refusals: Refusals,
): Promise<PushEnd> {
  const query = modifiedQuery(engine.config.query, range);
  engine.log.debug(`Searching XSOAR: ${query}`);
  const pages = searchPages(engine.host, { query, fields: OUTGOING_FIELDS, from: cursor });
  const pace = new Pace(engine.budget, engine.clock);
  const batches = readBatches(pages, map, MAX_IOCS_PER_PUSH, () => pace.mustPushNow());
  return await pushBatches(batches, engine, refusals, pace);
}
