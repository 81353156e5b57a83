import { beforeEach, describe, expect, it } from '@jest/globals';
import { HostError, XdrError } from '../../src/errors.ts';
import { Rejection } from '../../src/indicators/rejection.ts';
import { readRule } from '../../src/indicators/rule.ts';
import { hashOf } from '../../src/sync/memory/hashed.ts';
import { changeStatus, switchStatus } from '../../src/sync/status.ts';
import { WaitingRules } from '../../src/sync/waiting.ts';
import { createInstance, ruleOf, type TestEngine, type TestInstance } from '../support/engine.ts';

const MINUTE = 60_000;
const FIRST = '192.0.2.1';
const SECOND = '192.0.2.2';

let at: TestInstance;
beforeEach(() => {
  at = createInstance();
  at.setState({ pullCursor: at.clock.now() });
  at.clock.advance(MINUTE);
});

const typed = (...values: string[]) => values.map((value) => ({ value, type: 'IP' }));

async function change(engine: TestEngine, call = at.xdr.disable): Promise<void> {
  const waiting = await WaitingRules.ask(engine, await engine.store.read());
  await changeStatus(engine, waiting, 'disable', typed(FIRST, SECOND), call);
}

describe('a call of our own that changes a status', () => {
  it('is stored before it is made', async () => {
    let stored: unknown;
    await change(at.engine(), async () => {
      stored = at.state().ownStatus.calls;
    });
    const from = at.clock.now() - 5_000;
    expect(stored).toEqual([{ status: 'DISABLED', from, values: hashOf(FIRST) + hashOf(SECOND) }]);
  });

  it('ends a moment after XDR has answered', async () => {
    await change(at.engine(), async () => {
      at.clock.advance(3_000);
    });
    const to = at.clock.now() + 5_000;
    expect(at.state().ownStatus.calls).toMatchObject([{ from: to - 13_000, to }]);
  });

  it('is known as our own to what waits, from before it is made', async () => {
    const told = ruleOf(FIRST, at.clock.now(), { RULE_STATUS: 'DISABLED' });
    const rule = readRule(told);
    if (rule instanceof Rejection) {
      throw new Error(rule.reason);
    }
    const engine = at.engine();
    const waiting = await WaitingRules.ask(engine, at.state());
    let doing: unknown;
    await changeStatus(engine, waiting, 'disable', typed(FIRST), async () => {
      doing = waiting.doingOf(rule, FIRST);
    });
    expect(doing).not.toBe('none');
  });

  it('does not ask XDR what came of it', async () => {
    const engine = at.engine();
    const waiting = await WaitingRules.ask(engine, at.state());
    let asked = 0;
    at.xdr.getChanges = async () => {
      asked += 1;
      throw new XdrError('server', 'XDR is down.');
    };
    await changeStatus(engine, waiting, 'disable', typed(FIRST), at.xdr.disable);
    expect(asked).toBe(0);
  });

  it('carries 10,000 values a request', async () => {
    const engine = at.engine();
    const sizes: number[] = [];
    const many = Array.from({ length: 10_001 }, (_, index) => ({ value: `v${index}`, type: 'IP' }));
    const waiting = await WaitingRules.ask(engine, at.state());
    await changeStatus(engine, waiting, 'enable', many, async ({ length }) => {
      sizes.push(length);
    });
    expect(sizes).toEqual([10_000, 1]);
  });

  it('that XDR refuses leaves nothing behind that would be taken for ours', async () => {
    const refused = change(at.engine(), async () => {
      throw new XdrError('forbidden', 'The key may not.');
    });
    await expect(refused).rejects.toThrow('The key may not.');
    const { retired, disabled, deleted } = at.state().ownStatus;
    expect([retired, disabled, deleted]).toEqual(['', '', '']);
  });
});

describe('a status that a command sets', () => {
  const statusOf = (value: string): unknown => at.xsoar.indicators.get(value)?.CustomFields;

  beforeEach(() => {
    at.xsoar.indicators.add({ value: FIRST, indicator_type: 'IP', score: 3 });
  });

  it('is written to XSOAR before XDR is changed: killed in between, the next push completes it', async () => {
    at.xdr.disable = async () => {
      expect(statusOf(FIRST)).toMatchObject({ xdrstatus: 'disabled' });
      throw new XdrError('unreachable', 'no line');
    };
    await expect(switchStatus(at.engine(), [FIRST], 'disable')).rejects.toThrow('no line');
    expect(statusOf(FIRST)).toMatchObject({ xdrstatus: 'disabled' });
  });

  it('is owed a push before it is written, with the version upon which it was made', async () => {
    const modified = String(at.xsoar.indicators.get(FIRST)?.modified);
    let owed: unknown;
    at.xsoar.faults = (call) => {
      if (call === 'createIndicators') {
        ({ owed } = at.state());
      }
    };
    await switchStatus(at.engine(), [FIRST], 'disable');
    expect(owed).toEqual([{ value: FIRST, type: 'IP', at: at.clock.now(), modified, status: 'disabled' }]);
  });

  it('is not written where XSOAR holds it already', async () => {
    at.xsoar.indicators.edit(FIRST, { CustomFields: { xdrstatus: 'disabled' } });
    await switchStatus(at.engine(), [FIRST], 'disable');
    expect(at.xsoar.callsOf('createIndicators')).toBe(0);
    expect(at.xdr.disabled).toEqual([FIRST]);
  });

  it('does not change the score', async () => {
    at.xsoar.indicators.edit(FIRST, { score: 2 });
    await switchStatus(at.engine(), [FIRST], 'disable');
    expect(at.xsoar.indicators.get(FIRST)?.score).toBe(2);
  });

  it('reaches XDR also for a value that XSOAR does not hold, which is told', async () => {
    const engine = at.engine();
    await switchStatus(engine, [FIRST, '203.0.113.222'], 'enable');
    expect(at.xdr.enabled).toEqual([FIRST, '203.0.113.222']);
    expect(engine.report.remarks.details).toEqual([
      { value: '203.0.113.222', reason: expect.stringContaining('XSOAR has no indicator with this value') },
    ]);
  });

  it('reaches XDR also where XSOAR does not take it, which is told', async () => {
    at.xsoar.faults = (call) => {
      if (call === 'createIndicators') {
        throw new HostError('XSOAR is down');
      }
    };
    const engine = at.engine();
    await switchStatus(engine, [FIRST], 'disable');
    expect(at.xdr.disabled).toEqual([FIRST]);
    expect(engine.lines.join('\n')).toContain(
      'XSOAR did not take the status, so a push may undo this; run the command again later. XSOAR is down',
    );
  });

  it('is asked of XDR in the spelling in which the indicator was sent', async () => {
    at.xsoar.indicators.add({ value: '192.0.2.9/32', indicator_type: 'CIDR', score: 3 });
    await switchStatus(at.engine(), ['192.0.2.9'], 'disable');
    expect(at.xdr.disabled).toEqual(['192.0.2.9']);
  });
});
