import { XdrError } from '../../errors.ts';
import type { Ioc } from '../../indicators/ioc.ts';
import type { NewIndicator } from '../../indicators/new-indicator.ts';
import { Log } from '../../xsoar/log.ts';
import { TimeBudget } from '../budget.ts';
import type { Engine } from '../engine.ts';
import type { SyncState } from '../memory/state.ts';
import { StateStore } from '../memory/store.ts';
import { push } from '../push.ts';
import { NOTHING_RETIRED } from '../retire.ts';
import { runSync } from '../run.ts';
import { HeardReport } from './heard-report.ts';
import { type KnownIoc, paperXdr } from './paper-xdr.ts';
import { paperXsoar, type Scope } from './paper-xsoar.ts';

/** What a rehearsal begins with. */
export interface Scene extends Scope {
  state: SyncState;
  /** What XDR is known to hold, by `valueKey`. */
  known: ReadonlyMap<string, KnownIoc>;
  /** Rules that tell of a deletion. */
  deletions: readonly Record<string, unknown>[];
  /** Whether XDR most likely keeps a value disabled of which it shows nothing. */
  isDisabled: (key: string) => boolean;
}

/** What the next run would do. */
export interface Rehearsal {
  /** What would be sent to XDR, in order. */
  sent: readonly Ioc[];
  enabled: readonly string[];
  disabled: readonly string[];
  deleted: readonly string[];
  /** What `createIndicators` would be given. */
  written: readonly NewIndicator[];
  report: HeardReport;
  /** Whether the limit in one fetch keeps it from retiring anything. */
  isBraked: boolean;
  /** The state that it would leave. */
  after: SyncState;
  /** Why it cannot be told. */
  failure: XdrError | undefined;
}

/** As long as it takes. */
const SECONDS = 1e9;

/**
 * Rehearses the instance's next run for some values: a fetch, or the War Room push of an instance that does not fetch.
 * It is the engine itself that runs, as if now and with all the time it needs; nothing but the sides is of paper. So
 * what it does here is what it will do, as long as nobody changes anything until then.
 * @throws HostError when XSOAR does not answer a search
 */
export async function rehearse(engine: Engine, scene: Scene): Promise<Rehearsal> {
  const { clock, tenantNow } = engine;
  const xsoar = paperXsoar(engine.host, scene.state, scene);
  const xdr = paperXdr(engine.xdr, scene.known, scene.deletions, scene.isDisabled, tenantNow);
  const log = new Log(xsoar.host, false);
  const report = new HeardReport(log, { command: 'fetch-indicators', startedAt: clock.now() });
  const store = new StateStore(xsoar.host, clock);
  const onPaper: Engine = {
    ...engine,
    host: xsoar.host,
    xdr: xdr.client,
    store,
    log,
    report,
    budget: new TimeBudget(clock, SECONDS),
  };
  const failure = await nextRun(onPaper, scene.state).then(
    () => undefined,
    (thrown: unknown) => {
      if (thrown instanceof XdrError) {
        return thrown;
      }
      throw thrown;
    },
  );
  const { sent, enabled, disabled, deleted } = xdr;
  const { written } = xsoar;
  const isBraked = report.lines.some((line) => line.startsWith(NOTHING_RETIRED));
  return { sent, enabled, disabled, deleted, written, report, isBraked, after: await store.read(), failure };
}

async function nextRun(engine: Engine, { pushStart }: SyncState): Promise<void> {
  if (engine.config.fetchIndicators) {
    await runSync(engine);
  } else if (pushStart !== undefined) {
    // Without a beginning there is nothing since which !xdr-iocs-push could push.
    await push(engine);
  }
}
