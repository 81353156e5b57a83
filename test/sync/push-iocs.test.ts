import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XdrError } from '../../src/errors.ts';
import type { Ioc } from '../../src/indicators/ioc.ts';
import type { Engine } from '../../src/sync/engine.ts';
import { pushIocs } from '../../src/sync/push-iocs.ts';
import type { XdrClient } from '../../src/xdr/client.ts';
import { fakeEngine } from '../support/engine.ts';

function iocOf(indicator: string): Ioc {
  return { indicator, type: 'IP', severity: 'HIGH', reputation: 'BAD', expiration_date: -1 };
}

/** A tenant that takes requests of a size only, where the size of an IOC is its number. */
function createTenant(limit: number): { engine: Engine; stored: string[]; pushes: number[] } {
  const stored: string[] = [];
  const pushes: number[] = [];
  const insertIocs: XdrClient['insertIocs'] = async (iocs) => {
    pushes.push(iocs.length);
    if ([...iocs].reduce((sum, { indicator }) => sum + Number(indicator), 0) > limit) {
      throw new XdrError('too-large', 'Request entity too large.', { advice: 'Shorten it.' });
    }
    stored.push(...[...iocs].map(({ indicator }) => indicator));
    return [];
  };
  return { engine: fakeEngine({ insertIocs }), stored, pushes };
}

describe('pushIocs', () => {
  it('sends halves of what is too large, and reports only what is too large by itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20 })), async (sizes) => {
        const { engine, stored } = createTenant(15);
        const refused = await pushIocs(engine, ['1', ...sizes.map(String)].map(iocOf));
        expect(new Set(stored)).toEqual(new Set(['1', ...sizes.filter((size) => size <= 15).map(String)]));
        expect(refused.map(({ value }) => value)).toEqual(sizes.filter((size) => size > 15).map(String));
        for (const { reason } of refused) {
          expect(reason).toContain('Request entity too large. Shorten it.');
        }
      }),
    );
  });

  it('never sends more than 40,000 at once, and sends nothing for nothing', async () => {
    const { engine, pushes } = createTenant(Number.POSITIVE_INFINITY);
    await pushIocs(
      engine,
      Array.from({ length: 90_000 }, () => iocOf('0')),
    );
    await pushIocs(engine, []);
    expect(pushes.reduce((sum, count) => sum + count, 0)).toBe(90_000);
    expect(Math.max(...pushes)).toBe(40_000);
    expect(pushes).toHaveLength(3);
  });
});
