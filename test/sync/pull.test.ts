import { beforeEach, describe, expect, it } from '@jest/globals';
import { HostError } from '../../src/errors.ts';
import { valueKey } from '../../src/indicators/values.ts';
import { hashOf } from '../../src/sync/memory/hashed.ts';
import { NO_OWN_STATUS, withCall } from '../../src/sync/memory/own-status.ts';
import { MOST_OWED } from '../../src/sync/memory/state.ts';
import { pull } from '../../src/sync/pull.ts';
import {
  createInstance,
  type RawRule,
  ruleOf,
  type TestEngine,
  type TestInstance,
} from '../support/engine.ts';

const MINUTE = 60_000;
const ipOf = (number: number): string => `192.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
const FIRST = ipOf(1);

let at: TestInstance;
/** When all began, in ms. */
let start: number;
beforeEach(() => {
  at = createInstance({ override_severity: false, severity: '' });
  start = at.clock.now();
  at.setState({ pullCursor: start });
  at.clock.advance(10 * MINUTE);
});

/** Bad indicators, numbered from 1 on. */
function addIps(count: number): void {
  for (let number = 1; number <= count; number += 1) {
    at.xsoar.indicators.add({ value: ipOf(number), indicator_type: 'IP', score: 3 });
  }
}

/** Rules in which people commented on indicators, numbered from 1 on. */
function commented(count: number, time: (number: number) => number): RawRule[] {
  return Array.from({ length: count }, (_, index) =>
    ruleOf(ipOf(index + 1), time(index + 1), { RULE_COMMENT: 'seen', RULE_SEVERITY: undefined }),
  );
}

async function run(seconds?: number): Promise<TestEngine> {
  const engine = at.engine(seconds);
  await pull(engine, { ...at.state(), pullCursor: at.state().pullCursor ?? 0 });
  return engine;
}

/** Lets a run's time be over after each call of `createIndicators`. */
function slowCreation(): void {
  at.xsoar.faults = (call) => {
    at.clock.advance(call === 'createIndicators' ? 1_000_000 : 0);
  };
}

const commentsOf = (value: string): unknown[] =>
  (at.xsoar.indicators.get(value)?.comments ?? []) as unknown[];
const taken = (count: number): number =>
  Array.from({ length: count }, (_, index) => commentsOf(ipOf(index + 1)).length).filter((n) => n === 1)
    .length;

describe('the pull cursor', () => {
  it('follows what was worked out: it stands one millisecond behind it', async () => {
    addIps(2);
    at.xdr.rules = commented(2, (number) => start + number);
    await run();
    expect(at.state().pullCursor).toBe(start + 3);
  });

  it('stays where nothing was told', async () => {
    const { context } = at.xsoar;
    await run();
    expect(at.xsoar.context).toEqual(context);
  });

  it('passes rules that are all echo, for which nothing is written', async () => {
    addIps(1);
    at.xdr.rules = [ruleOf(FIRST, start + 5, { RULE_SEVERITY: undefined })];
    await run();
    expect(at.state().pullCursor).toBe(start + 6);
    expect(at.xsoar.callsOf('createIndicators')).toBe(0);
  });

  it('passes what is no rule at all, and that is told', async () => {
    addIps(1);
    const strange = [{ RULE_MODIFY_TIME: start + 1 }, 'text', null] as unknown as RawRule[];
    at.xdr.getChanges = async () => ({
      rules: async function* () {
        yield* [...strange, ...commented(1, () => start + 2)];
      },
      close: async () => undefined,
    });
    const { report } = await run();
    expect(report.incoming.count).toBe(3);
    expect(taken(1)).toBe(1);
    expect(at.state().pullCursor).toBe(start + 3);
  });

  it('does not pass a rule whose chunk is not done, in whatever order XDR tells them', async () => {
    addIps(2_100);
    at.xdr.rules = commented(2_100, (number) => start + 2_101 - number);
    slowCreation();
    await run();
    expect(at.state().pullCursor).toBe(start + 1);
  });

  it.each([2_500, 4_500])(
    'lets %d rules of one millisecond be done, though each run ends after a chunk',
    async (count) => {
      addIps(count);
      at.xdr.rules = commented(count, () => start + 1);
      slowCreation();
      for (let turn = 0; turn < 4; turn += 1) {
        await run();
      }
      expect(taken(count)).toBe(count);
      expect(at.state().pullCursor).toBe(start + 2);
    },
  );

  it('stays where XSOAR takes nothing, and the next run takes all', async () => {
    addIps(3);
    at.xdr.rules = commented(3, (number) => start + number);
    at.xsoar.faults = (call) => {
      if (call === 'createIndicators') {
        throw new HostError('XSOAR is down');
      }
    };
    await expect(run()).rejects.toThrow('XSOAR is down');
    expect(at.state().pullCursor).toBe(start);
    at.xsoar.faults = undefined;
    await run();
    expect(taken(3)).toBe(3);
  });
});

describe('rules younger than 30 seconds', () => {
  it('are taken at once, while the cursor waits for what XDR may still tell of that time', async () => {
    addIps(1);
    const now = at.clock.now();
    at.xdr.rules = commented(1, () => now - 5_000);
    await run();
    expect(taken(1)).toBe(1);
    expect(at.state().pullCursor).toBeLessThanOrEqual(now - 30_000);
  });

  it('are remembered, and not worked out again by the next run', async () => {
    addIps(1);
    at.xdr.rules = commented(1, () => at.clock.now() - 5_000);
    await run();
    at.clock.advance(5_000);
    const { report, lines } = await run();
    expect([report.countOf('taken'), lines]).toEqual([0, []]);
  });

  it('are worked out again when the same value was changed again', async () => {
    addIps(1);
    at.xdr.rules = commented(1, () => start + 10 * MINUTE - 5_000);
    await run();
    at.clock.advance(2_000);
    at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_COMMENT: 'twice', RULE_SEVERITY: undefined })];
    const { report } = await run();
    expect(report.countOf('taken')).toBe(1);
  });

  it('that XDR tells late, with an earlier time, are taken too', async () => {
    addIps(2);
    const now = at.clock.now();
    const [late, early] = commented(2, () => now - 5_000);
    at.xdr.rules = early === undefined ? [] : [early];
    await run();
    at.xdr.rules = [{ ...late, RULE_MODIFY_TIME: now - 20_000 }, ...at.xdr.rules];
    at.clock.advance(5_000);
    await run();
    expect(taken(2)).toBe(2);
  });

  it('may be thousands of one millisecond: all are taken', async () => {
    addIps(2_500);
    at.xdr.rules = commented(2_500, () => at.clock.now() - 1_000);
    for (let turn = 0; turn < 3; turn += 1) {
      await run();
      at.clock.advance(MINUTE);
    }
    expect(taken(2_500)).toBe(2_500);
    expect(Number(at.state().pullCursor)).toBeGreaterThan(start + 9 * MINUTE);
  });
});

describe('an indicator that XSOAR does not take', () => {
  beforeEach(() => {
    const { createIndicators } = at.xsoar.indicators;
    at.xsoar.indicators.createIndicators = (indicators, source) => {
      if (indicators.some(({ value }) => value === ipOf(777))) {
        throw new Error('it stumbles over one');
      }
      createIndicators.call(at.xsoar.indicators, indicators, source);
    };
    addIps(2_000);
    at.xdr.rules = commented(2_000, (number) => start + number);
  });

  it('among 2,000 does not stop the others, and is told', async () => {
    const { lines } = await run();
    expect(taken(2_000)).toBe(1_999);
    expect(lines.join('\n')).toMatch(
      new RegExp(`${ipOf(777)}: XSOAR did not take it; .*it stumbles over one`),
    );
    expect(at.state().pullCursor).toBe(start + 2_001);
  });

  it('is pushed by a later run: its rule gets that answer', async () => {
    await run();
    expect(at.state().owed.map(({ value }) => value)).toContain(ipOf(777));
  });
});

describe('a rule that writes nothing to XSOAR', () => {
  it('is one of an indicator that matches no longer: it is only told, with what XDR says', async () => {
    at.xsoar.indicators.add({ value: FIRST, indicator_type: 'IP', score: 1 });
    at.xdr.rules = commented(1, () => start + 1);
    const { lines } = await run();
    expect(at.xsoar.callsOf('createIndicators')).toBe(0);
    expect(lines.join('\n')).toMatch(
      /It does not match the 'Sync Query' any more.*was not taken;.*comment 'seen'/,
    );
  });

  it('is one of an indicator that XSOAR does not hold any more: what was deleted there is not made anew', async () => {
    at.xdr.rules = commented(1, () => start + 1);
    const { lines } = await run();
    expect(at.xsoar.indicators.get(FIRST)).toBeUndefined();
    expect(lines.join('\n')).toMatch(/XSOAR does not hold it any more.*was not taken;.*comment 'seen'/);
  });

  it('is one that was deleted in XDR: it is told, and remembered until the push cursor has passed it', async () => {
    addIps(1);
    at.xdr.rules = [ruleOf(FIRST, start + 1, { MARKED_DELETED: 1 })];
    const { lines } = await run();
    expect(lines).toEqual([
      `${FIRST}: Somebody deleted it in XDR; it stays in XSOAR. To send it again, push it by name.`,
    ]);
    expect(at.state().deleted.map(([time]) => time)).toEqual([start + 1]);
  });
});

describe('an IOC that a person made in XDR', () => {
  it('is created in XSOAR, whatever the Sync Query says', async () => {
    at.xdr.rules = [
      ruleOf('new.example.com', start + 1, {
        IOC_TYPE: 'DOMAIN_NAME',
        RULE_SOURCE: 'analyst',
        REPUTATION: 'GOOD',
      }),
    ];
    const { lines } = await run();
    expect(at.xsoar.indicators.get('new.example.com')).toMatchObject({ indicator_type: 'Domain', score: 1 });
    expect(lines).toEqual(['new.example.com: made by a person in XDR; created in XSOAR.']);
  });

  it('is the indicator that XSOAR holds in another spelling', async () => {
    const hash = 'd41d8cd98f00b204e9800998ecf8427e';
    at.xsoar.indicators.add({ value: hash, indicator_type: 'File', score: 3 });
    at.xdr.rules = [
      ruleOf(hash.toUpperCase(), start + 1, {
        IOC_TYPE: 'HASH',
        RULE_COMMENT: 'seen',
        RULE_SEVERITY: undefined,
      }),
    ];
    await run();
    expect(at.xsoar.indicators.size).toBe(1);
    expect(at.xsoar.indicators.get(hash)?.comments).toMatchObject([{ content: 'seen' }]);
  });
});

describe('what a pull takes', () => {
  it('is in the stored report before it is written: a kill in between does not make it vanish untold', async () => {
    addIps(1);
    at.xdr.rules = commented(1, () => start + 1);
    let told: readonly string[] = [];
    at.xsoar.faults = (call) => {
      if (call === 'createIndicators') {
        told = at.state().lastRun?.told ?? [];
      }
    };
    await run();
    expect(told).toEqual([`${FIRST}: comment taken from XDR: nothing became 'seen'.`]);
  });

  it('is owed an answer, in the same write as the cursor', async () => {
    addIps(1);
    at.xdr.rules = [ruleOf(FIRST, start + 1, { RULE_STATUS: 'DISABLED', RULE_SEVERITY: undefined })];
    await run();
    expect(at.state()).toMatchObject({
      pullCursor: start + 2,
      owed: [{ value: FIRST, type: 'IP', at: at.clock.now(), status: 'disabled' }],
    });
  });

  it('is owed an answer too where XSOAR stands and nothing is written', async () => {
    at.xsoar.indicators.add({ value: FIRST, indicator_type: 'IP', score: 3 });
    at.xsoar.indicators.edit(FIRST, { CustomFields: { xdrstatus: 'enabled' } });
    at.xdr.rules = [ruleOf(FIRST, start + 1, { RULE_STATUS: 'DISABLED', RULE_SEVERITY: undefined })];
    await run();
    expect(at.xsoar.callsOf('createIndicators')).toBe(0);
    expect(at.state().owed).toEqual([{ value: FIRST, type: 'IP', at: at.clock.now() }]);
  });

  it("is told as XDR's own doing where XDR disabled it after 5,000 hits", async () => {
    addIps(1);
    at.xdr.rules = [
      ruleOf(FIRST, start + 1, { RULE_STATUS: 'DISABLED', RULE_SEVERITY: undefined, NUMBER_OF_HITS: 5_000 }),
    ];
    const { lines } = await run();
    expect(lines).toContainEqual(
      expect.stringContaining(`${FIRST}: XDR disabled it by itself, after 5000 hits.`),
    );
  });

  it('takes an older comment for nobody’s, where nothing was pushed that anybody knows of', async () => {
    addIps(1);
    at.xsoar.indicators.edit(FIRST, { comment: 'mine' });
    at.clock.advance(MINUTE);
    at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { REPUTATION: 'SUSPICIOUS', RULE_SEVERITY: undefined })];
    const { lines } = await run();
    expect(lines).toContainEqual(expect.stringContaining('reputation taken from XDR'));
    expect(commentsOf(FIRST)).toMatchObject([{ content: 'mine' }]);
  });

  it('does not undo what a command disables while it is under way', async () => {
    addIps(1);
    at.xdr.rules = commented(1, () => start + 1);
    const { search } = at.xsoar.indicators;
    at.xsoar.indicators.search = (request) => {
      const values = hashOf(valueKey(FIRST, 'IP'));
      const call = { status: 'DISABLED', from: at.clock.now(), values } as const;
      at.setState({ ownStatus: withCall(NO_OWN_STATUS, call) });
      at.xsoar.indicators.refresh(FIRST, { CustomFields: { xdrstatus: 'disabled' } });
      return search.call(at.xsoar.indicators, request);
    };
    await run();
    expect([taken(1), at.xsoar.indicators.get(FIRST)?.CustomFields]).toEqual([
      1,
      expect.objectContaining({ xdrstatus: 'disabled' }),
    ]);
  });

  it('needs no room in the memory for what is owed already', async () => {
    const owed = Array.from({ length: MOST_OWED }, (_, index) => ({
      value: ipOf(index + 1),
      type: 'IP',
      at: start,
    }));
    at.setState({ owed });
    at.xsoar.indicators.add({ value: FIRST, indicator_type: 'IP', score: 3 });
    at.xsoar.indicators.edit(FIRST, { CustomFields: { xdrstatus: 'enabled' } });
    at.xdr.rules = [ruleOf(FIRST, start + 1, { RULE_STATUS: 'DISABLED', RULE_SEVERITY: undefined })];
    await run();
    expect(at.state().pullCursor).toBe(start + 2);
  });

  it('is no answer forgotten, however many are passed over at once', async () => {
    const count = 2_500;
    for (let number = 1; number <= count; number += 1) {
      at.xsoar.indicators.add({ value: ipOf(number), indicator_type: 'IP', score: 3 });
      at.xsoar.indicators.edit(ipOf(number), { CustomFields: { xdrstatus: 'enabled' } });
    }
    at.xdr.rules = Array.from({ length: count }, (_, index) =>
      ruleOf(ipOf(index + 1), start + index, { RULE_STATUS: 'DISABLED', RULE_SEVERITY: undefined }),
    );
    const { lines } = await run();
    const owed = at.state().owed.length;
    const undone = at.state().pullCursor ?? 0;
    // Either all are owed, or the cursor waits for what is not, or it is told that some are not.
    expect(owed === count || undone < start + count || lines.some((line) => /2,000/.test(line))).toBe(true);
  });
});
