import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { HostError } from '../../src/errors.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import { createIndicators } from '../../src/xsoar/create.ts';
import { type Host, HostGone } from '../../src/xsoar/host.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { POISON_ERROR, type PoisonedHost, poisonedHost } from '../support/poison.ts';

const always = (): boolean => true;

function indicatorsUpTo(count: number): NewIndicator[] {
  return Array.from({ length: count }, (_, number) => {
    const named = { value: `v${number}`, type: 'IP' };
    return { ...named, score: 3, fields: {}, rawJSON: named };
  });
}

function server(...bad: number[]): { xsoar: SandboxXsoar; host: PoisonedHost } {
  const xsoar = new SandboxXsoar({ clock: new FakeClock() });
  const created = new Set(bad.map((number) => `v${number}`));
  return { xsoar, host: poisonedHost(xsoar.host(), { created }) };
}

describe('createIndicators', () => {
  it('creates 2,000 a call', async () => {
    const { xsoar, host } = server();
    expect(await createIndicators(host, indicatorsUpTo(4_500), always)).toEqual({
      created: 4_500,
      refused: [],
    });
    expect(host.creations.map(({ length }) => length)).toEqual([2_000, 2_000, 500]);
    expect(xsoar.indicators.size).toBe(4_500);
  });

  it('asks nothing of XSOAR where there is nothing to create', async () => {
    const { host } = server();
    await createIndicators(host, [], always);
    expect(host.creations).toEqual([]);
  });

  it.each([0, 777, 1_999])('finds the one that XSOAR stumbles over, number %i of 2,000', async (bad) => {
    const { xsoar, host } = server(bad);
    const { created, refused } = await createIndicators(host, indicatorsUpTo(2_000), always);
    expect(created).toBe(1_999);
    expect(refused).toMatchObject([{ indicator: { value: `v${bad}` }, reason: POISON_ERROR }]);
    expect(xsoar.indicators.size).toBe(1_999);
    expect(host.creations.length).toBeLessThanOrEqual(1 + 2 * 11 + 2);
  });

  it('creates all but the bad ones, wherever they stand, as long as there are good ones', async () => {
    const bad = fc.uniqueArray(fc.nat(7), { maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(bad, async (numbers) => {
        const { xsoar, host } = server(...numbers);
        const { created, refused } = await createIndicators(host, indicatorsUpTo(8), always);
        expect(created).toBe(8 - numbers.length);
        expect(xsoar.indicators.size).toBe(8 - numbers.length);
        expect(refused.map(({ indicator }) => indicator.value).sort()).toEqual(
          numbers.map((number) => `v${number}`).sort(),
        );
      }),
    );
  });

  it('finds many that stand in a row', async () => {
    const { host } = server(...Array.from({ length: 100 }, (_, number) => number));
    const { created, refused } = await createIndicators(host, indicatorsUpTo(2_000), always);
    expect([created, refused.length]).toEqual([1_900, 100]);
  });

  it('finds many that are spread', async () => {
    const { host } = server(...Array.from({ length: 100 }, (_, number) => number * 20));
    const { created, refused } = await createIndicators(host, indicatorsUpTo(2_000), always);
    expect([created, refused.length]).toEqual([1_900, 100]);
  });
});

describe('an outage while creating', () => {
  /** Lets creations fail from the one of this number on, until another. */
  function down(from: number, to = Number.POSITIVE_INFINITY): { host: Host; calls: () => number } {
    let number = 0;
    const host = server().host;
    const createOrFail: Host['createIndicators'] = async (indicators) => {
      number += 1;
      if (number >= from && number < to) {
        throw new HostError(`failure ${number}`);
      }
      await host.createIndicators(indicators);
    };
    return { host: { ...host, createIndicators: createOrFail }, calls: () => number };
  }

  it('blames nobody: the first failure is thrown, after few calls', async () => {
    const { host, calls } = down(1);
    await expect(createIndicators(host, indicatorsUpTo(2_000), always)).rejects.toThrow('failure 1');
    expect(calls()).toBeLessThanOrEqual(2 * 11 + 9);
  });

  it('blames nobody where some were taken before it', async () => {
    const { host, calls } = down(2);
    await expect(createIndicators(host, indicatorsUpTo(4_000), always)).rejects.toThrow(HostError);
    expect(calls()).toBeLessThanOrEqual(2 * 11 + 9);
  });

  it('blames nobody where it is a single one that fails', async () => {
    await expect(createIndicators(down(1).host, indicatorsUpTo(1), always)).rejects.toThrow('failure 1');
  });

  it('that is over in a moment loses nothing', async () => {
    const { host } = down(1, 4);
    expect(await createIndicators(host, indicatorsUpTo(4), always)).toEqual({ created: 4, refused: [] });
  });

  it("ends when the run's time does", async () => {
    const { host, calls } = down(1);
    let asked = 0;
    const twice = (): boolean => {
      asked += 1;
      return asked < 3;
    };
    await expect(createIndicators(host, indicatorsUpTo(2_000), twice)).rejects.toThrow('failure 3');
    expect(calls()).toBe(3);
  });

  it('of the launcher ends it at once', async () => {
    let asked = 0;
    const createOrFail = async (): Promise<never> => {
      asked += 1;
      return await Promise.reject(new HostGone('gone'));
    };
    const gone = { ...server().host, createIndicators: createOrFail };
    await expect(createIndicators(gone, indicatorsUpTo(9), always)).rejects.toThrow(HostGone);
    expect(asked).toBe(1);
  });
});
