import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { OutgoingRules } from '../indicators/rules.ts';
import type { XdrClient } from '../xdr/client.ts';
import type { Host } from '../xsoar/host.ts';
import type { Log } from '../xsoar/log.ts';
import type { StateStore } from './state-store.ts';
import type { TimeBudget } from './time-budget.ts';

/** The parts that the engine works with. */
export interface Engine {
  config: Config;
  host: Host;
  xdr: XdrClient;
  store: StateStore;
  clock: Clock;
  /** The time in XDR, in ms since the epoch. */
  tenantNow: () => number;
  budget: TimeBudget;
  log: Log;
  /** How indicators are mapped in this run; asks XSOAR for its address only where the comments need it. */
  outgoingRules: () => Promise<OutgoingRules>;
}
