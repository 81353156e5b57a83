import { type Engine, endReport } from './engine.ts';
import type { SyncState } from './memory/state.ts';
import { pull, pullStart } from './pull.ts';
import { type PushEnd, push } from './push.ts';
import { retire } from './retire.ts';

/** The shares of a run's time: up to where the push may go, and the retiring; the pull has the rest. */
const PUSH_SHARE = 0.7;
const RETIRE_SHARE = 0.8;

/**
 * One `fetch-indicators` run: push, retire, pull, as much as its time allows. A push that fails does not keep XDR's
 * changes from XSOAR; its failure is thrown at the end, when the run has told what it did.
 */
export async function runSync(engine: Engine): Promise<void> {
  tellUnfinished(engine, await engine.store.read());
  let failure: unknown;
  let end: PushEnd | 'failed' = 'done';
  const attempt = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (thrown) {
      failure ??= thrown;
      end = 'failed';
    }
  };
  if (engine.config.autoSync) {
    await attempt(async () => {
      end = await pushStep(engine);
    });
  }
  const pushEnded = engine.clock.now();
  if (end === 'done' || end === 'out-of-time') {
    await attempt(async () => await retireStep(engine, pushEnded));
  }
  await attempt(async () => await pullStep(engine));
  await endReport(engine, failure === undefined ? end : 'failed', failure);
  engine.log.info(engine.report.line());
  if (failure !== undefined) {
    throw failure;
  }
}

async function pushStep(engine: Engine): Promise<PushEnd> {
  // The first sync does not pull, so it has all the time there is.
  return await push(engine, ({ inFirstSync }) =>
    inFirstSync ? engine.budget : engine.budget.share(PUSH_SHARE),
  );
}

async function retireStep(engine: Engine, pushEnded: number): Promise<void> {
  const { autoSync, retireAction } = engine.config;
  const { inFirstSync } = await engine.store.read();
  if (autoSync && retireAction !== 'leave' && !inFirstSync) {
    await retire(engine, pushEnded, engine.budget.share(RETIRE_SHARE));
  }
}

async function pullStep(engine: Engine): Promise<void> {
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
  await pull(engine, { ...state, pullCursor });
}

/** A run that was killed could not tell what it did: what it had put into the state is told now. */
function tellUnfinished({ log }: Engine, { lastRun }: SyncState): void {
  if (lastRun !== undefined && lastRun.end === undefined) {
    log.info(`The run of ${lastRun.began} (${lastRun.command}) did not end. It had told:`);
    lastRun.told.forEach((line) => {
      log.info(line);
    });
  }
}
