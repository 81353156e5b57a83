import type { Batch } from './batches.ts';
import type { Engine } from './engine.ts';
import type { Pace } from './pace.ts';
import { pushIocs } from './push-iocs.ts';
import { toQueryTime } from './queries.ts';
import { recordPush } from './refusal-list.ts';
import type { Refusals } from './refusals.ts';
import { laterCursor } from './state.ts';

/** Whether all batches were pushed, or the run's time was over before. */
export type PushEnd = 'done' | 'out-of-time';

/**
 * Pushes batch after batch and stores the cursor behind each one that XDR has acknowledged.
 * The next batch is read while one is pushed; never more than these two are in memory.
 */
export async function pushBatches(
  batches: AsyncGenerator<Batch, void, undefined>,
  engine: Engine,
  refusals: Refusals,
  pace: Pace,
): Promise<PushEnd> {
  let next = batches.next();
  for (let pushes = 0; ; pushes += 1) {
    const { value: batch } = await next;
    if (batch === undefined) {
      return 'done';
    }
    if (pushes > 0 && !pace.hasTimeForPush()) {
      await batches.return();
      return 'out-of-time';
    }
    next = batches.next();
    const startedAt = engine.clock.now();
    await pushBatch(batch, engine, refusals, next);
    pace.learn(engine.clock.now() - startedAt);
  }
}

/** @param reading the next batch, which must have come to rest before a failure is reported: one Host call at a time */
async function pushBatch(
  batch: Batch,
  engine: Engine,
  refusals: Refusals,
  reading: Promise<unknown>,
): Promise<void> {
  const settled = reading.then(
    () => undefined,
    () => undefined,
  );
  try {
    const refused = [...batch.rejections, ...(await pushIocs(engine, batch.iocs))];
    refusals.addAll(refused);
    const now = toQueryTime(engine.clock.now());
    await engine.store.update((state) => ({
      ...state,
      pushCursor: batch.cursor === undefined ? state.pushCursor : laterCursor(state.pushCursor, batch.cursor),
      refused: recordPush(state.refused, batch.iocs, refused, now),
    }));
    engine.log.debug(`Pushed ${batch.iocs.length} indicators; ${batch.rejections.length} stayed behind.`);
  } catch (thrown) {
    await settled;
    throw thrown;
  }
}
