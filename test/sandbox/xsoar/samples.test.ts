import { describe, expect, it } from '@jest/globals';
import { IndicatorStore } from '../../../sandbox/xsoar/indicator-store.ts';
import { sampleIndicators } from '../../../sandbox/xsoar/samples.ts';
import { Rejection } from '../../../src/indicators/rejection.ts';
import { toIoc } from '../../../src/indicators/to-ioc.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function storeWith(clock: FakeClock): IndicatorStore {
  const store = new IndicatorStore(clock);
  for (const draft of sampleIndicators(clock.now())) {
    store.add(draft);
  }
  return store;
}

describe('the samples', () => {
  it('show every score, and both states of expiration', () => {
    const store = storeWith(new FakeClock());
    const total = (query: string): number => store.search({ query, size: 0 }).total;
    expect(store.size).toBe(20);
    for (const query of [
      'reputation:Good',
      'reputation:Suspicious',
      'reputation:None',
      'expirationStatus:expired',
      'type:URL',
      'tags:c2',
    ]) {
      expect([query, total(query)]).not.toEqual([query, 0]);
    }
  });

  it('hold some that are not sent, each for another reason', () => {
    const clock = new FakeClock();
    const refused = [...storeWith(clock).all()].flatMap((indicator) => {
      const ioc = toIoc(JSON.parse(JSON.stringify(indicator)), {
        now: clock.now(),
        overrideSeverity: false,
        severity: undefined,
        severityField: 'sourceoriginalseverity',
        commentFields: ['comments'],
        commentsAsTags: false,
        excludePrivate: false,
        indicatorLink: (id) => id,
      });
      return ioc instanceof Rejection ? [ioc.reason] : [];
    });
    expect(refused).toHaveLength(4);
    expect(refused.join('\n')).toMatch(/expired[\s\S]*bogus[\s\S]*IPv6[\s\S]*SHA-256/);
  });
});
