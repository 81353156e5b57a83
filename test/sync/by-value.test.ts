import { beforeEach, describe, expect, it } from '@jest/globals';
import { pushByName } from '../../src/sync/by-value.ts';
import { runSync } from '../../src/sync/run.ts';
import { WaitingRules } from '../../src/sync/waiting.ts';
import { createInstance, ruleOf, type TestEngine, type TestInstance } from '../support/engine.ts';

const MINUTE = 60_000;
const FIRST = '192.0.2.1';
const SECOND = '192.0.2.2';

let at: TestInstance;
beforeEach(async () => {
  at = createInstance({ override_severity: false, severity: '' });
});

async function run(): Promise<TestEngine> {
  at.xdr.pushes.length = 0;
  const engine = at.engine();
  await runSync(engine);
  return engine;
}

async function synced(...values: string[]): Promise<void> {
  for (const value of values) {
    at.xsoar.indicators.add({ value, indicator_type: 'IP', score: 3 });
  }
  at.clock.advance(MINUTE);
  await run();
  at.clock.advance(MINUTE);
}

const pushed = (): string[] => at.xdr.pushes.flat().map(({ indicator }) => indicator);
const owed = (): string[] => at.state().owed.map(({ value }) => value);
const modifiedOf = (value: string): string => String(at.xsoar.indicators.get(value)?.modified);

/** Puts values onto the list of what a later run pushes, as if just now. */
function owe(value: string, changes: Partial<ReturnType<TestInstance['state']>['owed'][number]> = {}): void {
  at.setState({ owed: [...at.state().owed, { value, type: 'IP', at: at.clock.now(), ...changes }] });
}

describe('what is owed to XDR', () => {
  it('is pushed by its value, whether or not it was modified, and is then forgotten', async () => {
    await synced(FIRST, SECOND);
    owe(SECOND);
    const { report } = await run();
    expect(pushed()).toEqual([SECOND]);
    expect(owed()).toEqual([]);
    expect(report.countOf('settled')).toBe(1);
  });

  it('waits as long as a rule waits for it', async () => {
    await synced(FIRST);
    owe(FIRST);
    at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_COMMENT: 'seen', RULE_SEVERITY: undefined })];
    await run();
    expect(pushed()).toEqual([]);
    expect(owed()).toEqual([FIRST]);
  });

  it('waits while the index shows the indicator as it was before our own write', async () => {
    await synced(FIRST);
    owe(FIRST, { modified: modifiedOf(FIRST) });
    at.clock.advance(20_000);
    await run();
    expect(pushed()).toEqual([]);
    expect(owed()).toEqual([FIRST]);
  });

  it('is pushed as soon as the index shows another version', async () => {
    await synced(FIRST);
    owe(FIRST, { modified: modifiedOf(FIRST) });
    at.clock.advance(1_000);
    at.xsoar.indicators.refresh(FIRST);
    await run();
    expect(pushed()).toContain(FIRST);
    expect(owed()).toEqual([]);
  });

  it('is pushed as it is after 30 seconds: XSOAR did not take the write', async () => {
    await synced(FIRST);
    owe(FIRST, { modified: modifiedOf(FIRST) });
    at.clock.advance(30_000);
    await run();
    expect(pushed()).toEqual([FIRST]);
    expect(owed()).toEqual([]);
  });

  it('is forgotten after 30 seconds where it matches no longer', async () => {
    await synced(FIRST);
    owe(SECOND);
    at.clock.advance(29_000);
    await run();
    expect(owed()).toEqual([SECOND]);
    at.clock.advance(1_000);
    await run();
    expect([pushed(), owed()]).toEqual([[], []]);
  });

  it('goes with the modified push, too, where the index shows its old version: that one is not pushed', async () => {
    await synced(FIRST);
    at.xsoar.indicators.refresh(FIRST);
    owe(FIRST, { modified: modifiedOf(FIRST) });
    at.clock.advance(1_000);
    await run();
    expect(pushed()).toEqual([]);
  });

  it('is still owed where the push fails', async () => {
    await synced(FIRST);
    owe(FIRST);
    at.xdr.insertIocs = async () => {
      throw new Error('no line');
    };
    await expect(run()).rejects.toThrow('no line');
    expect(owed()).toEqual([FIRST]);
  });

  it.each([
    ['alone', (): unknown => undefined, [FIRST]],
    ['and with the modified push', (): unknown => at.xsoar.indicators.refresh(FIRST), [FIRST, FIRST]],
  ] as const)(
    'tells once what it overwrites, where the instance does not fetch: %s',
    async (_, meanwhile, sent) => {
      await synced(FIRST);
      at.params.feed = false;
      owe(FIRST);
      meanwhile();
      at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_COMMENT: 'seen', RULE_SEVERITY: undefined })];
      const { report } = await run();
      expect(pushed()).toEqual(sent);
      expect(report.remarks.details).toEqual([
        { value: FIRST, reason: expect.stringContaining("is overwritten: comment 'seen' by nothing.") },
      ]);
      expect(report.countOf('overwritten')).toBe(1);
    },
  );

  it("is not told to overwrite this run's own enabling, where the instance does not fetch", async () => {
    await synced(FIRST);
    at.params.feed = false;
    at.xsoar.indicators.edit(FIRST, { CustomFields: { xdrstatus: 'enabled' } });
    owe(FIRST);
    at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_STATUS: 'DISABLED', RULE_SEVERITY: undefined })];
    const { insertIocs } = at.xdr;
    at.xdr.insertIocs = async (iocs) => {
      await insertIocs(iocs);
      return at.xdr.enabled.length > 0 ? [] : [{ value: FIRST, reason: 'already exists' }];
    };
    at.xdr.enable = async (values) => {
      at.xdr.enabled.push(...values);
      at.clock.advance(1_000);
      at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_SEVERITY: undefined })];
    };
    const { report } = await run();
    expect([at.xdr.enabled, report.countOf('overwritten')]).toEqual([[FIRST], 1]);
  });

  it('is still owed where a person changes it in XDR at that very moment', async () => {
    await synced(FIRST);
    owe(FIRST);
    const { getChanges } = at.xdr;
    let asked = 0;
    at.xdr.getChanges = async (since) => {
      asked += 1;
      if (asked === 2) {
        at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_COMMENT: 'seen', RULE_SEVERITY: undefined })];
      }
      return await getChanges(since);
    };
    await run();
    expect(pushed()).toEqual([]);
    expect(owed()).toEqual([FIRST]);
  });
});

describe('whether XSOAR keeps the field xdrstatus', () => {
  const status = 'disabled' as const;

  it('is unknown until a status was written', async () => {
    await synced(FIRST);
    owe(FIRST);
    await run();
    expect(at.state().keepsStatus).toBeUndefined();
  });

  it.each([
    ['is seen where it is there later', true],
    ['is seen where it is not there after the settling time', false],
  ])('%s', async (_, keepsStatus) => {
    at = createInstance({ override_severity: false, severity: '' }, { keepsStatus });
    await synced(FIRST);
    const modified = modifiedOf(FIRST);
    at.xsoar.indicators.update(at.xsoar.indicators.get(FIRST) as never, {
      CustomFields: { xdrstatus: status },
    });
    owe(FIRST, { modified, status });
    at.clock.advance(30_000);
    await run();
    expect(at.state().keepsStatus).toBe(keepsStatus);
  });

  it('is not taken for lost while the index may still show the old version', async () => {
    await synced(FIRST);
    owe(FIRST, { modified: modifiedOf(FIRST), status });
    at.clock.advance(10_000);
    await run();
    expect(at.state().keepsStatus).toBeUndefined();
  });
});

describe('a push by name', () => {
  async function push(...values: string[]): Promise<{ sent: number; engine: TestEngine }> {
    const engine = at.engine();
    const waiting = await WaitingRules.ask(engine, await engine.store.read());
    return { sent: await pushByName(engine, waiting, values), engine };
  }

  it('asks again, for up to 30 seconds, for what the index does not show yet', async () => {
    at = createInstance({}, { indexLagMs: 12_000 });
    at.xsoar.indicators.add({ value: FIRST, indicator_type: 'IP', score: 3 });
    const { sent } = await push(FIRST);
    expect(sent).toBe(1);
    expect(at.clock.sleeps).toEqual([5_000, 5_000, 5_000]);
  });

  it('gives up after 30 seconds, and names what XSOAR does not have', async () => {
    at.xsoar.indicators.add({ value: FIRST, indicator_type: 'IP', score: 3 });
    const { sent, engine } = await push(FIRST, SECOND);
    expect(sent).toBe(1);
    expect(at.clock.sleeps.reduce((sum, one) => sum + one, 0)).toBe(30_000);
    const reason = expect.stringContaining('XSOAR has no indicator with this value');
    expect(engine.report.outgoing.details).toEqual([
      { value: SECOND, type: 'IP', status: 'unknown', reason },
    ]);
  });

  it('does not wait where the run has no time for it', async () => {
    const engine = at.engine(8);
    const waiting = await WaitingRules.ask(engine, await engine.store.read());
    await pushByName(engine, waiting, [SECOND]);
    expect(at.clock.sleeps).toEqual([]);
  });

  it('does not wait where all values are there', async () => {
    at.xsoar.indicators.add({ value: FIRST, indicator_type: 'IP', score: 3 });
    await push(FIRST);
    expect(at.clock.sleeps).toEqual([]);
  });

  it('finds an indicator in another spelling', async () => {
    const hash = 'd41d8cd98f00b204e9800998ecf8427e';
    at.xsoar.indicators.add({ value: hash, indicator_type: 'File', score: 3 });
    expect((await push(hash.toUpperCase())).sent).toBe(1);
    expect(pushed()).toEqual([hash]);
  });

  it('is done though a rule waits, and what it overwrites is told', async () => {
    await synced(FIRST);
    at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_COMMENT: 'seen', RULE_SEVERITY: undefined })];
    const { sent, engine } = await push(FIRST);
    expect(sent).toBe(1);
    expect(engine.report.remarks.details).toEqual([
      { value: FIRST, reason: expect.stringContaining("is overwritten: comment 'seen' by nothing.") },
    ]);
  });

  it('is told before it is sent: a kill in between does not make it vanish untold', async () => {
    await synced(FIRST);
    at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_COMMENT: 'seen', RULE_SEVERITY: undefined })];
    let told: readonly string[] = [];
    at.xdr.insertIocs = async () => {
      told = at.state().lastRun?.told ?? [];
      return [];
    };
    await push(FIRST);
    expect(told).toEqual([expect.stringContaining('is overwritten')]);
  });
});
