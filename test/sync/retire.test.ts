import { beforeEach, describe, expect, it } from '@jest/globals';
import { XdrError } from '../../src/errors.ts';
import { OWN_BRAND } from '../../src/indicators/echo.ts';
import { TimeBudget } from '../../src/sync/budget.ts';
import { retire } from '../../src/sync/retire.ts';
import { runSync } from '../../src/sync/run.ts';
import type { Refusal } from '../../src/xdr/refusal.ts';
import { createInstance, ruleOf, type TestEngine, type TestInstance } from '../support/engine.ts';

const MINUTE = 60_000;
const GOOD = 1;
const BAD = 3;
const ipOf = (number: number): string => `192.0.${number >> 8}.${number & 255}`;
const FIRST = ipOf(1);
const SECOND = ipOf(2);

let at: TestInstance;
beforeEach(() => {
  at = createInstance({ retire_action: 'Disable the IOC' });
});

function add(value: string, changes: Record<string, unknown> = {}): void {
  at.xsoar.indicators.add({ value, indicator_type: 'IP', score: BAD, ...changes });
}

/** One run a minute later. */
async function run(seconds?: number): Promise<TestEngine> {
  at.clock.advance(MINUTE);
  const engine = at.engine(seconds);
  await runSync(engine);
  return engine;
}

/** Bad indicators of these values, and a first sync that is finished. */
async function synced(...values: string[]): Promise<void> {
  for (const value of values) {
    add(value);
  }
  await run();
  at.clock.advance(MINUTE);
}

function judgeGood(...values: string[]): void {
  for (const value of values) {
    at.xsoar.indicators.edit(value, { score: GOOD });
  }
}

/** XDR holds these, as XSOAR's unless it says otherwise. */
const heldBy = (source: string, ...values: string[]) =>
  values.map((indicator) => ({ indicator, type: 'IP', source }));

describe('an indicator that leaves', () => {
  it('has its IOC disabled when it is judged good, and that is told', async () => {
    await synced(FIRST, SECOND);
    judgeGood(FIRST);
    const { lines, report } = await run();
    expect(at.xdr.disabled).toEqual([FIRST]);
    expect(lines).toContain(`Retired (as far as XDR holds them as XSOAR's): ${FIRST}`);
    expect(report.countOf('retired')).toBe(1);
  });

  it('has its IOC disabled when it expires by hand', async () => {
    await synced(FIRST, SECOND);
    at.xsoar.indicators.expire(FIRST);
    await run();
    expect(at.xdr.disabled).toEqual([FIRST]);
  });

  it('is whatever the Retire Query says', async () => {
    at.params.retire_query = 'tags:benign';
    await synced(FIRST, SECOND);
    judgeGood(FIRST);
    at.xsoar.indicators.edit(SECOND, { score: 0, CustomFields: { tags: ['benign'] } });
    await run();
    expect(at.xdr.disabled).toEqual([SECOND]);
  });

  it('is retired once, however often a run looks', async () => {
    await synced(FIRST);
    judgeGood(FIRST);
    await run();
    await run();
    await run();
    expect(at.xdr.disabled).toEqual([FIRST]);
  });

  it('is retired again where a person has enabled its IOC and it is modified after that', async () => {
    await synced(FIRST);
    judgeGood(FIRST);
    await run();
    at.clock.advance(MINUTE);
    at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_STATUS: 'ENABLED' })];
    at.xsoar.indicators.refresh(FIRST);
    await run();
    expect(at.xdr.disabled).toEqual([FIRST, FIRST]);
  });

  it('is not written to: its status in XSOAR stays as it is', async () => {
    await synced(FIRST);
    judgeGood(FIRST);
    await run();
    at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_STATUS: 'DISABLED' })];
    await run();
    await run();
    expect(at.xsoar.callsOf('createIndicators')).toBe(0);
    expect(at.xsoar.indicators.get(FIRST)?.score).toBe(GOOD);
  });

  it('is enabled and pushed again when it matches again', async () => {
    await synced(FIRST);
    judgeGood(FIRST);
    await run();
    at.xdr.insertIocs = async (iocs): Promise<Refusal[]> => {
      at.xdr.pushes.push([...iocs]);
      const isKept = at.xdr.enabled.length === 0;
      return isKept ? [...iocs].map(({ indicator: value }) => ({ value, reason: 'already exists' })) : [];
    };
    at.xsoar.indicators.edit(FIRST, { score: BAD });
    await run();
    expect(at.xdr.enabled).toEqual([FIRST]);
    expect(at.xdr.pushes.at(-1)).toMatchObject([{ indicator: FIRST }]);
  });
});

describe('what does not leave', () => {
  it.each([['Leave the IOC'], [undefined]])('is anything where the instance says %p', async (action) => {
    at.params.retire_action = action;
    await synced(FIRST);
    judgeGood(FIRST);
    await run();
    expect(at.xdr.disabled).toEqual([]);
  });

  it('is anything while Auto Sync is off; it is retired when that is on again', async () => {
    await synced(FIRST);
    at.params.autoSync = false;
    judgeGood(FIRST);
    await run();
    expect(at.xdr.disabled).toEqual([]);
    at.params.autoSync = true;
    await run();
    expect(at.xdr.disabled).toEqual([FIRST]);
  });

  it('is an indicator whose only source is this integration', async () => {
    await synced(SECOND);
    add(FIRST, { score: GOOD, sourceBrands: [OWN_BRAND] });
    await run();
    expect(at.xdr.disabled).toEqual([]);
  });

  it('is an indicator that was good before the first sync: XDR never got it', async () => {
    add(SECOND, { score: GOOD });
    at.clock.advance(10 * MINUTE);
    await synced(FIRST);
    await run();
    expect(at.xdr.disabled).toEqual([]);
  });

  it('is an indicator that was created after the push ended', async () => {
    await synced(FIRST);
    const engine = at.engine();
    const pushEnded = at.clock.now();
    at.clock.advance(1000);
    add(SECOND, { score: GOOD });
    await retire(engine, pushEnded, engine.budget);
    expect(at.xdr.disabled).toEqual([]);
  });

  it('is a value for which another indicator still matches: that one is pushed instead', async () => {
    at.params.query = 'reputation:Bad and (type:IP or type:CIDR)';
    add(`${FIRST}/32`, {
      indicator_type: 'CIDR',
      comments: [{ type: 'IndicatorCommentRegular', content: 'other' }],
    });
    await synced(FIRST);
    judgeGood(FIRST);
    await run();
    at.xdr.pushes.length = 0;
    await run();
    expect(at.xdr.disabled).toEqual([]);
    expect(at.xdr.pushes.flat()).toMatchObject([{ indicator: FIRST, comment: ['other'] }]);
  });

  it('is an IOC that a person made in XDR', async () => {
    await synced(FIRST, SECOND);
    at.xdr.held = [...heldBy('XSOAR TIM', FIRST), ...heldBy('analyst@example.com', SECOND)];
    judgeGood(FIRST, SECOND);
    const { lines } = await run();
    expect(at.xdr.disabled).toEqual([FIRST]);
    expect(lines).toContain(`Retired: ${FIRST}`);
  });

  it('is an IOC that XDR does not hold any more', async () => {
    await synced(FIRST);
    at.xdr.held = [];
    judgeGood(FIRST);
    const { report } = await run();
    expect([at.xdr.disabled, report.countOf('retired')]).toEqual([[], 0]);
  });
});

describe('deleting what leaves', () => {
  beforeEach(() => {
    at.params.retire_action = 'Delete the IOC';
  });

  it('deletes IOCs that came from XSOAR, and no others', async () => {
    await synced(FIRST, SECOND);
    at.xdr.held = [...heldBy('XSOAR TIM', FIRST), ...heldBy('analyst@example.com', SECOND)];
    judgeGood(FIRST, SECOND);
    await run();
    expect([at.xdr.deleted, at.xdr.disabled]).toEqual([[FIRST], []]);
  });

  it('disables instead where the tenant does not offer it, and says so once', async () => {
    await synced(...Array.from({ length: 2_100 }, (_, index) => ipOf(index + 1)));
    judgeGood(...Array.from({ length: 2_100 }, (_, index) => ipOf(index + 1)));
    const { lines } = await run();
    expect(new Set(at.xdr.disabled).size).toBe(2_100);
    expect(lines.filter((line) => line.includes('does not offer to delete IOCs'))).toHaveLength(1);
  });

  it('disables instead where the tenant lists IOCs but the key may not delete them', async () => {
    await synced(FIRST);
    at.xdr.held = heldBy('XSOAR TIM', FIRST);
    at.xdr.deleteIocs = async () => {
      throw new XdrError('not-offered', 'The key may not.');
    };
    judgeGood(FIRST);
    const { lines } = await run();
    expect(at.xdr.disabled).toEqual([FIRST]);
    expect(lines.filter((line) => line.includes('does not offer to delete IOCs'))).toHaveLength(1);
  });

  it("is not taken for a person's deletion: an indicator that matches again is pushed", async () => {
    await synced(FIRST);
    at.xdr.held = heldBy('XSOAR TIM', FIRST);
    judgeGood(FIRST);
    await run();
    at.xdr.rules = [ruleOf(FIRST, at.clock.now() + 1, { MARKED_DELETED: 1 })];
    await run();
    at.xdr.pushes.length = 0;
    at.xsoar.indicators.edit(FIRST, { score: BAD });
    await run();
    expect(at.xdr.pushes.flat()).toMatchObject([{ indicator: FIRST }]);
  });
});

describe('a failure while retiring', () => {
  it.each([['XDR disables nothing'], ['XDR lists nothing']])(
    '(%s) is told, and it is tried again',
    async (what) => {
      await synced(FIRST);
      judgeGood(FIRST);
      const { disable, getIocs } = at.xdr;
      const failing = (): never => {
        throw new XdrError('server', 'XDR is down.');
      };
      if (what === 'XDR disables nothing') {
        at.xdr.disable = async () => failing();
      } else {
        at.xdr.getIocs = failing;
      }
      const { lines, report } = await run();
      expect(lines.join('\n')).toContain(
        '1 IOCs could not be retired; the next run tries it again. XDR is down.',
      );
      expect(report.countOf('failed')).toBe(1);
      Object.assign(at.xdr, { disable, getIocs });
      await run();
      expect(at.xdr.disabled).toEqual([FIRST]);
    },
  );

  it("does not make a person's later disabling ours", async () => {
    await synced(FIRST);
    judgeGood(FIRST);
    at.xdr.disable = async () => {
      throw new XdrError('forbidden', 'The key may not.');
    };
    await run();
    at.xsoar.indicators.edit(FIRST, { score: BAD });
    await run();
    at.clock.advance(10 * MINUTE);
    at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_STATUS: 'DISABLED' })];
    await run();
    expect(at.xsoar.indicators.get(FIRST)?.CustomFields).toMatchObject({ xdrstatus: 'disabled' });
  });

  it('does not keep changes in XDR from XSOAR', async () => {
    await synced(FIRST, SECOND);
    judgeGood(FIRST);
    at.xdr.disable = async () => {
      throw new XdrError('server', 'XDR is down.');
    };
    at.xdr.rules = [ruleOf(SECOND, at.clock.now(), { RULE_COMMENT: 'seen' })];
    await run();
    expect(at.xsoar.indicators.get(SECOND)?.comments).toMatchObject([{ content: 'seen' }]);
  });
});

describe('the brake', () => {
  const values = [1, 2, 3, 4, 5].map(ipOf);

  it('retires nothing, and says how to go on, when more than the limit match no longer', async () => {
    at.params.retire_limit = '2';
    await synced(...values);
    await run();
    judgeGood(...values.slice(0, 3));
    const { lines } = await run();
    expect(at.xdr.disabled).toEqual([]);
    expect(lines.join('\n')).toContain('Nothing was retired: 3 indicators fewer than the last time match');
    expect(lines.join('\n')).toContain('!xdr-iocs-retire');
  });

  it('lets its cursor stay: when they match again, what else has left is retired', async () => {
    at.params.retire_limit = '2';
    await synced(...values);
    await run();
    judgeGood(...values.slice(0, 3));
    await run();
    await run();
    for (const value of values.slice(1, 3)) {
      at.xsoar.indicators.edit(value, { score: BAD });
    }
    await run();
    expect(at.xdr.disabled).toEqual([FIRST]);
  });

  it('is not met by as many as the limit', async () => {
    at.params.retire_limit = '2';
    await synced(...values);
    await run();
    judgeGood(...values.slice(0, 2));
    await run();
    expect(at.xdr.disabled.sort()).toEqual(values.slice(0, 2));
  });
});

describe('the retiring has its own cursor', () => {
  it('and goes on where its time ended, page by page, until all are retired', async () => {
    const values = Array.from({ length: 30 }, (_, index) => ipOf(index + 1));
    await synced(...values);
    judgeGood(...values);
    const { search } = at.xsoar.indicators;
    at.xsoar.indicators.search = (request) =>
      search.call(at.xsoar.indicators, { ...request, size: Math.min(request.size, 10) });
    at.clock.advance(MINUTE);
    const counts: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const engine = at.engine();
      const used = new TimeBudget(at.clock, 0, at.clock.now() - 1);
      await retire(engine, at.clock.now(), used);
      counts.push(at.xdr.disabled.length);
      at.clock.advance(1000);
    }
    expect(counts).toEqual([10, 20, 30, 30]);
    expect(new Set(at.xdr.disabled)).toEqual(new Set(values));
  });

  it('and steps over nothing that the index shows late', async () => {
    at = createInstance({ retire_action: 'Disable the IOC' }, { indexLagMs: 20_000 });
    await synced(FIRST);
    judgeGood(FIRST);
    at.clock.advance(5_000);
    const pushEnded = (): number => at.clock.now();
    await retire(at.engine(), pushEnded(), at.engine().budget);
    expect(at.xdr.disabled).toEqual([]);
    at.clock.advance(25_000);
    await retire(at.engine(), pushEnded(), at.engine().budget);
    expect(at.xdr.disabled).toEqual([FIRST]);
  });

  it('that begins at an upgrade: what left before is not looked for', async () => {
    await synced(FIRST, SECOND);
    judgeGood(FIRST);
    at.clock.advance(10 * MINUTE);
    at.setState({ retire: {} });
    await run();
    judgeGood(SECOND);
    await run();
    expect(at.xdr.disabled).toEqual([SECOND]);
  });
});
