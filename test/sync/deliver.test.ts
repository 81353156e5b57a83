import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XdrError, type XdrFailure } from '../../src/errors.ts';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { type Delivered, deliver } from '../../src/sync/deliver.ts';
import type { Engine } from '../../src/sync/engine.ts';
import type { Refused } from '../../src/sync/memory/refusals.ts';
import { parseState } from '../../src/sync/memory/state.ts';
import { WaitingRules } from '../../src/sync/waiting.ts';
import type { XdrClient } from '../../src/xdr/client.ts';
import { createInstance, fakeEngine, ruleOf, type TestInstance } from '../support/engine.ts';

function iocOf(indicator: string): Ioc {
  return { indicator, type: 'IP', severity: 'HIGH', reputation: 'BAD', expiration_date: -1 };
}

/** Sends IOCs while nothing waits in XDR. @returns what XDR refused */
async function send(engine: Engine, iocs: readonly Ioc[]): Promise<Refused[]> {
  return (await deliver(engine, await WaitingRules.ask(engine, parseState({})), iocs)).refused;
}

interface Tenant {
  insertIocs: XdrClient['insertIocs'];
  stored: string[];
  /** How many IOCs each request held. */
  pushes: number[];
}

/** A tenant that stumbles over some values, whatever travels with them. */
function tenantWith(stumblesOver: (value: string) => boolean, kind: XdrFailure = 'server'): Tenant {
  const stored: string[] = [];
  const pushes: number[] = [];
  const insertIocs: XdrClient['insertIocs'] = async (iocs) => {
    pushes.push(iocs.length);
    if ([...iocs].some(({ indicator }) => stumblesOver(indicator))) {
      throw new XdrError(kind, 'XDR stumbled.', { advice: 'Help it.' });
    }
    stored.push(...[...iocs].map(({ indicator }) => indicator));
    return [];
  };
  return { insertIocs, stored, pushes };
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}`);

describe('an IOC that XDR stumbles over', () => {
  const kinds: XdrFailure[] = ['server', 'refused', 'too-large'];

  it('is found among any others, and all others arrive', async () => {
    const batch = fc.record({
      count: fc.integer({ min: 2, max: 300 }),
      bad: fc.uniqueArray(fc.nat(299), { minLength: 1, maxLength: 5 }),
      kind: fc.constantFrom(...kinds),
    });
    await fc.assert(
      fc.asyncProperty(batch, async ({ count, bad, kind }) => {
        const values = numbered(count);
        const poison = new Set(bad.map((index) => `n${index}`));
        const good = values.filter((value) => !poison.has(value));
        fc.pre(good.length > 0);
        const tenant = tenantWith((value) => poison.has(value), kind);
        const engine = fakeEngine(tenant);
        const refused = await send(engine, values.map(iocOf));
        expect(new Set(tenant.stored)).toEqual(new Set(good));
        expect(refused.map(({ value }) => value).sort()).toEqual(
          values.filter((value) => poison.has(value)).sort(),
        );
        for (const { reason } of refused) {
          expect(reason).toMatch(
            /^XDR takes the others, .*(?:Correct it in XSOAR|It has \d+ bytes).* XDR stumbled\.$/,
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each([2, 3, 64, 1000, 40_000])('among %d costs two pushes a halving at most', async (count) => {
    for (const index of [0, count >> 1, count - 1]) {
      const tenant = tenantWith((value) => value === `n${index}`);
      await send(fakeEngine(tenant), numbered(count).map(iocOf));
      // The batch itself, an empty push, and the judgement: another one, and it once more.
      expect(tenant.pushes.length - 4).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(count)));
    }
  });

  it('is found where it travels alone, by one that XDR took before', async () => {
    const [bad, good] = ['198.51.100.66', '198.51.100.1'];
    const tenant = tenantWith((value) => value === bad);
    const known = [null, ...[bad, good].map((value) => ({ value, indicator_type: 'IP' }))];
    const refused = await send(fakeEngine(tenant, known), [iocOf(bad)]);
    expect(refused.map(({ value }) => value)).toEqual([bad]);
    expect(tenant.stored).toEqual([good]);
  });

  it('is nobody where it is taken alone in the end', async () => {
    const failures = [2, 1];
    const tenant = tenantWith(() => false);
    const { insertIocs } = tenant;
    tenant.insertIocs = async (iocs) => {
      if (iocs.length === failures[0]) {
        failures.shift();
        throw new XdrError('server', 'hiccup');
      }
      return await insertIocs(iocs);
    };
    expect(await send(fakeEngine(tenant), ['a', 'b'].map(iocOf))).toEqual([]);
    expect(new Set(tenant.stored)).toEqual(new Set(['a', 'b']));
  });
});

describe('an outage', () => {
  it('is not mistaken for the fault of an IOC: nothing is taken, not even an empty push', async () => {
    let pushes = 0;
    const insertIocs = async (): Promise<never> => {
      pushes += 1;
      throw new XdrError('server', 'down');
    };
    await expect(send(fakeEngine({ insertIocs }), numbered(1000).map(iocOf))).rejects.toThrow('down');
    expect(pushes).toBe(2);
  });

  it('in which only an empty push is taken is one too', async () => {
    const tenant = tenantWith(() => true);
    const others = [{ value: '198.51.100.1', indicator_type: 'IP' }];
    for (const count of [1, 2, 1000]) {
      const pushed = send(fakeEngine(tenant, others), numbered(count).map(iocOf));
      await expect(pushed).rejects.toThrow('XDR stumbled.');
    }
    expect(tenant.pushes.length).toBeLessThan(60);
  });

  it('that begins while an IOC is looked for blames nobody else', async () => {
    for (let last = 1; last < 16; last += 1) {
      let pushes = 0;
      const tenant = tenantWith((value) => value === 'n3');
      const insertIocs: XdrClient['insertIocs'] = async (iocs) => {
        pushes += 1;
        if (pushes > last) {
          throw new XdrError('server', 'down');
        }
        return await tenant.insertIocs(iocs);
      };
      const blamed = await send(fakeEngine({ insertIocs }), numbered(8).map(iocOf)).catch(() => 'outage');
      const others = numbered(8).filter((value) => value !== 'n3' && !tenant.stored.includes(value));
      expect([blamed, others]).toEqual(
        others.length > 0 || blamed === 'outage'
          ? ['outage', others]
          : [[expect.objectContaining({ value: 'n3' })], []],
      );
    }
  });

  it('of the line is one at once', async () => {
    const insertIocs = async (): Promise<never> => {
      throw new XdrError('unreachable', 'no line');
    };
    await expect(send(fakeEngine({ insertIocs }), [iocOf('a')])).rejects.toThrow('no line');
  });
});

it("ends when the run's time is over, and leaves the batch to the next run", async () => {
  const tenant = tenantWith((value) => Number(value.slice(1)) % 2 === 0);
  const engine = fakeEngine(tenant);
  const { insertIocs } = tenant;
  engine.xdr.insertIocs = async (iocs) => {
    await engine.clock.sleep(10_000);
    return await insertIocs(iocs);
  };
  await expect(send(engine, numbered(1000).map(iocOf))).rejects.toThrow('XDR stumbled.');
  expect(tenant.pushes.length).toBeLessThan(20);
});

/** A tenant that takes requests of a size only, where the size of an IOC is its number. */
function sizedTenant(limit: number): { engine: Engine; stored: string[]; pushes: number[] } {
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

describe('a delivery', () => {
  it('sends halves of what is too large, and reports only what is too large by itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20 })), async (sizes) => {
        const { engine, stored } = sizedTenant(15);
        const refused = await send(engine, ['1', ...sizes.map(String)].map(iocOf));
        expect(new Set(stored)).toEqual(new Set(['1', ...sizes.filter((size) => size <= 15).map(String)]));
        expect(refused.map(({ value }) => value)).toEqual(sizes.filter((size) => size > 15).map(String));
        for (const { reason } of refused) {
          expect(reason).toContain('Request entity too large.');
        }
      }),
    );
  });

  it('never sends more than 40,000 at once, and sends nothing for nothing', async () => {
    const { engine, pushes } = sizedTenant(Number.POSITIVE_INFINITY);
    await send(
      engine,
      Array.from({ length: 90_000 }, () => iocOf('0')),
    );
    await send(engine, []);
    expect(pushes.reduce((sum, count) => sum + count, 0)).toBe(90_000);
    expect(Math.max(...pushes)).toBe(40_000);
    expect(pushes).toHaveLength(3);
  });
});

describe('what XDR names as bad when it refuses a push as a whole', () => {
  /** A tenant that refuses a push with bad ones in it, and names the first so many of these. */
  function namingTenant(bad: ReadonlySet<string>, most: number): Tenant {
    const tenant = tenantWith(() => false);
    const { insertIocs } = tenant;
    tenant.insertIocs = async (iocs) => {
      const found = [...iocs].map(({ indicator }) => indicator).filter((value) => bad.has(value));
      if (found.length === 0) {
        return await insertIocs(iocs);
      }
      tenant.pushes.push(iocs.length);
      const refusals = found.slice(0, most).map((value) => ({ value, reason: 'bad' }));
      throw new XdrError('refused', 'XDR did not take it.', { refusals });
    };
    return tenant;
  }

  it('is taken out, and the rest is sent with one more request', async () => {
    const bad = new Set(numbered(50));
    const tenant = namingTenant(bad, 50);
    const refused = await send(fakeEngine(tenant), numbered(1000).map(iocOf));
    expect(tenant.pushes).toEqual([1000, 950]);
    expect(tenant.stored).toHaveLength(950);
    expect(refused.map(({ value }) => value)).toEqual([...bad]);
  });

  it('does not keep the others from arriving where XDR names but a few of them at a time', async () => {
    const bad = new Set(numbered(8));
    const tenant = namingTenant(bad, 1);
    const refused = await send(fakeEngine(tenant), numbered(100).map(iocOf));
    expect(new Set(tenant.stored).size).toBe(92);
    expect(new Set(refused.map(({ value }) => value))).toEqual(bad);
  });
});

describe('an IOC that XDR keeps disabled', () => {
  const VALUE = '192.0.2.1';
  const at = (params = {}, options = {}): TestInstance => {
    const instance = createInstance(params, options);
    instance.setState({ pullCursor: instance.clock.now() });
    instance.xdr.insertIocs = async (iocs) => {
      instance.xdr.pushes.push([...iocs]);
      const disabled = instance.xdr.enabled.length === 0;
      return disabled ? [...iocs].map(({ indicator: value }) => ({ value, reason: 'already exists' })) : [];
    };
    return instance;
  };
  const hold = (instance: TestInstance, xdrstatus: string | undefined): void => {
    const CustomFields = xdrstatus === undefined ? {} : { xdrstatus };
    instance.xsoar.indicators.add({ value: VALUE, indicator_type: 'IP', score: 3, CustomFields });
  };
  async function deliverOn(instance: TestInstance): Promise<Delivered> {
    const engine = instance.engine();
    return await deliver(engine, await WaitingRules.ask(engine, instance.state()), [iocOf(VALUE)]);
  }

  it('is enabled, and sent again, where XSOAR says that it is enabled', async () => {
    const instance = at();
    hold(instance, 'enabled');
    expect(await deliverOn(instance)).toEqual({ refused: [], owed: [] });
    expect(instance.xdr.enabled).toEqual([VALUE]);
    expect(instance.xdr.pushes).toHaveLength(2);
  });

  it.each(['disabled', 'disabeld'])('has arrived where XSOAR says %p, too', async (status) => {
    const instance = at();
    hold(instance, status);
    expect(await deliverOn(instance)).toEqual({ refused: [], owed: [] });
    expect(instance.xdr.enabled).toEqual([]);
  });

  it('is enabled where the later of two indicators of its value says so', async () => {
    const instance = at();
    hold(instance, undefined);
    instance.clock.advance(1_000);
    instance.xsoar.indicators.add({
      value: `${VALUE}/32`,
      indicator_type: 'CIDR',
      score: 3,
      CustomFields: { xdrstatus: 'enabled' },
    });
    await deliverOn(instance);
    expect(instance.xdr.enabled).toEqual([VALUE]);
  });

  it('stays disabled, with the command that enables it, where XSOAR says nothing', async () => {
    const instance = at();
    hold(instance, undefined);
    const { refused } = await deliverOn(instance);
    const reason = expect.stringContaining('!xdr-iocs-enable enables it');
    expect(refused).toEqual([{ value: VALUE, type: 'IP', status: 'refused', reason }]);
    expect(instance.xdr.enabled).toEqual([]);
  });

  it('is enabled where XSOAR says nothing but was seen to keep the status', async () => {
    const instance = at();
    hold(instance, undefined);
    instance.setState({ keepsStatus: true });
    await deliverOn(instance);
    expect(instance.xdr.enabled).toEqual([VALUE]);
  });

  it('is not enabled where a person has disabled it a moment ago: it is owed, and merged first', async () => {
    const instance = at();
    hold(instance, 'enabled');
    const engine = instance.engine();
    const waiting = await WaitingRules.ask(engine, instance.state());
    instance.xdr.rules = [ruleOf(VALUE, instance.clock.now(), { RULE_STATUS: 'DISABLED' })];
    const { owed } = await deliver(engine, waiting, [iocOf(VALUE)]);
    expect(owed).toMatchObject([{ value: VALUE, type: 'IP' }]);
    expect(instance.xdr.enabled).toEqual([]);
  });

  it('that stays disabled though it was enabled is told, and owed', async () => {
    const instance = at();
    hold(instance, 'enabled');
    instance.xdr.insertIocs = async () => [{ value: VALUE, reason: 'already exists' }];
    const { refused, owed } = await deliverOn(instance);
    expect(refused).toMatchObject([{ value: VALUE, reason: 'already exists' }]);
    expect(owed).toMatchObject([{ value: VALUE, type: 'IP' }]);
  });

  it('is reported, and no more than that, where enabling fails', async () => {
    const instance = at();
    hold(instance, 'enabled');
    instance.xdr.enable = async () => {
      throw new XdrError('server', 'XDR is down.');
    };
    const { refused } = await deliverOn(instance);
    expect(refused).toMatchObject([
      { value: VALUE, reason: 'The call to enable it failed; run !xdr-iocs-enable for it. XDR is down.' },
    ]);
  });
});
