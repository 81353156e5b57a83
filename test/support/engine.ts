import { TimeBudget } from '../../src/sync/budget.ts';
import type { Engine } from '../../src/sync/engine.ts';
import type { XdrClient } from '../../src/xdr/client.ts';
import { outgoing } from '../indicators/rules-for-tests.ts';
import { FakeClock } from './fake-clock.ts';
import { fakeHost } from './fake-host.ts';

/** An engine of which a test uses a part: the XDR client's calls that are given, and indicators to search. */
export function fakeEngine(xdr: Partial<XdrClient>, indicators: readonly unknown[] = []): Engine {
  const clock = new FakeClock();
  const engine: Partial<Engine> = {
    config: { query: 'q' } as Engine['config'],
    xdr: xdr as XdrClient,
    clock,
    tenantNow: () => clock.now(),
    budget: new TimeBudget(clock, 150),
    outgoingRules: async () => outgoing(),
    host: fakeHost({
      searchIndicators: async ({ searchAfter }) => ({
        iocs: searchAfter === undefined ? indicators : [],
        total: indicators.length,
        searchAfter: ['m', 'i'],
      }),
    }),
  };
  return engine as Engine;
}
