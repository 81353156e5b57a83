import { beforeEach, describe, expect, it } from '@jest/globals';
import { runSync } from '../../src/sync/run.ts';
import { createInstance, ruleOf, type TestEngine, type TestInstance } from '../support/engine.ts';

const MINUTE = 60_000;
const ipOf = (number: number): string => `192.0.${number >> 8}.${number & 255}`;
const FIRST = ipOf(1);
const SECOND = ipOf(2);

let at: TestInstance;
beforeEach(() => {
  at = createInstance({ override_severity: false, severity: '' });
});

function addIps(count: number): void {
  for (let number = 1; number <= count; number += 1) {
    at.xsoar.indicators.add({ value: ipOf(number), indicator_type: 'IP', score: 3 });
  }
}

async function run(): Promise<TestEngine> {
  at.clock.advance(MINUTE);
  at.xdr.pushes.length = 0;
  const engine = at.engine();
  await runSync(engine);
  return engine;
}

async function synced(count: number): Promise<void> {
  addIps(count);
  await run();
  at.clock.advance(MINUTE);
}

/** A person's change of an IOC in XDR. */
const edited = (value: string, changes = {}) =>
  ruleOf(value, at.clock.now(), { RULE_COMMENT: 'seen', RULE_SEVERITY: undefined, ...changes });
const pushed = (): string[] => at.xdr.pushes.flat().map(({ indicator }) => indicator);

/** XSOAR takes nothing that a pull writes: a rule goes on waiting. */
function pullFails(): void {
  at.xsoar.faults = (call) => {
    if (call === 'createIndicators') {
      throw new Error('XSOAR is down');
    }
  };
}

describe('an indicator for which a rule waits', () => {
  it('is not pushed, however late it was modified, and is remembered; the others are pushed', async () => {
    await synced(2);
    at.xdr.rules = [edited(FIRST)];
    at.clock.advance(1000);
    at.xsoar.indicators.refresh(FIRST);
    at.xsoar.indicators.refresh(SECOND);
    pullFails();
    await run().catch(() => undefined);
    expect(pushed()).toEqual([SECOND]);
    expect(at.state().owed).toMatchObject([{ value: FIRST, type: 'IP' }]);
    expect(at.state().lastRun?.counts).toMatchObject({ heldBack: 1 });
  });

  it('is not held back where XDR merely lacks our own tags: the push brings them', async () => {
    Object.assign(at.params, { xsoar_comments_field: 'tags', comments_as_tags: true });
    await synced(1);
    at.xdr.rules = [ruleOf(FIRST, at.clock.now(), { RULE_SEVERITY: undefined })];
    at.xsoar.indicators.refresh(FIRST, { CustomFields: { tags: ['Cortex XDR'] } });
    await run();
    expect(at.xdr.pushes.flat()).toContainEqual(
      expect.objectContaining({ indicator: FIRST, comment: ['Cortex XDR'] }),
    );
  });

  it('is merged by the pull, and pushed by the next run', async () => {
    await synced(1);
    at.xdr.rules = [edited(FIRST)];
    at.xsoar.indicators.refresh(FIRST);
    await run();
    expect(pushed()).toEqual([]);
    await run();
    expect(at.xdr.pushes.flat()).toContainEqual(
      expect.objectContaining({ indicator: FIRST, comment: ['seen'] }),
    );
    await run();
    expect(pushed()).toEqual([]);
    expect(at.state().owed).toEqual([]);
  });

  it('is held back also where a person changes it while the batch is read', async () => {
    await synced(2);
    at.xsoar.indicators.refresh(FIRST);
    at.xsoar.indicators.refresh(SECOND);
    const { search } = at.xsoar.indicators;
    at.xsoar.indicators.search = (request) => {
      at.xdr.rules = [edited(FIRST)];
      return search.call(at.xsoar.indicators, request);
    };
    pullFails();
    await run().catch(() => undefined);
    expect(pushed()).toEqual([SECOND]);
    expect(at.state().owed).toMatchObject([{ value: FIRST }]);
  });

  it('is pushed by an instance that does not fetch, and what that overwrites is told once', async () => {
    await synced(1);
    at.params.feed = false;
    at.xdr.rules = [edited(FIRST)];
    at.xsoar.indicators.refresh(FIRST);
    pullFails();
    const told = async (): Promise<string> => {
      const engine = at.engine();
      at.clock.advance(MINUTE);
      await runSync(engine).catch(() => undefined);
      return engine.lines.join('\n');
    };
    expect(await told()).toContain(`${FIRST}: A change of`);
    expect(pushed()).toContain(FIRST);
    at.xsoar.indicators.refresh(FIRST);
    expect(await told()).not.toContain('is overwritten');
  });
});

describe('the memory of what is held back', () => {
  const MOST = 2_000;

  it('has room for 2,000; beyond it nothing more is held back, and that is told, with what is overwritten', async () => {
    const count = MOST + 50;
    await synced(count);
    at.xdr.rules = Array.from({ length: count }, (_, index) => edited(ipOf(index + 1)));
    addIps(count);
    pullFails();
    const engine = at.engine();
    at.clock.advance(MINUTE);
    at.xdr.pushes.length = 0;
    await runSync(engine).catch(() => undefined);
    expect(pushed()).toHaveLength(50);
    expect(at.state().owed).toHaveLength(MOST);
    expect(engine.lines.filter((line) => line.startsWith('More than 2,000 indicators wait'))).toHaveLength(1);
    expect(engine.report.countOf('overwritten')).toBe(50);
  });

  it('is settled in the end, also where it is full: the pull has room for what is held back already', async () => {
    await synced(MOST);
    at.xdr.rules = Array.from({ length: MOST }, (_, index) => edited(ipOf(index + 1)));
    addIps(MOST);
    for (let turn = 0; turn < 4; turn += 1) {
      await run();
    }
    const untaken = [...at.xsoar.indicators.all()].filter(
      ({ comments }) => (comments as unknown[]).length !== 1,
    );
    expect(untaken).toEqual([]);
    expect(at.state().owed).toEqual([]);
  });

  it('is settled in the end, also where it is full of values whose rules are passed over', async () => {
    await synced(MOST);
    for (let number = 1; number <= MOST; number += 1) {
      at.xsoar.indicators.edit(ipOf(number), { CustomFields: { xdrstatus: 'enabled' } });
    }
    at.xdr.rules = Array.from({ length: MOST }, (_, index) =>
      ruleOf(ipOf(index + 1), at.clock.now() + index, { RULE_STATUS: 'DISABLED', RULE_SEVERITY: undefined }),
    );
    at.clock.advance(MINUTE);
    await run();
    expect(at.state().owed).toHaveLength(MOST);
    for (let turn = 0; turn < 3; turn += 1) {
      await run();
    }
    expect(at.state().owed).toHaveLength(0);
    expect(Number(at.state().pullCursor)).toBeGreaterThan(Number(at.xdr.rules.at(-1)?.RULE_MODIFY_TIME));
  });

  it('holds a value once, however often it is held back', async () => {
    await synced(1);
    at.xdr.rules = [edited(FIRST)];
    pullFails();
    for (let turn = 0; turn < 3; turn += 1) {
      at.xsoar.indicators.refresh(FIRST);
      await run().catch(() => undefined);
    }
    expect(at.state().owed).toHaveLength(1);
  });
});

describe('a deletion by a person in XDR', () => {
  it('holds the push back of what was modified before it, and that is told', async () => {
    await synced(1);
    at.xsoar.indicators.refresh(FIRST);
    at.clock.advance(1000);
    at.xdr.rules = [edited(FIRST, { MARKED_DELETED: 1 })];
    const { lines } = await run();
    expect(pushed()).toEqual([]);
    expect(lines.join('\n')).toContain(`${FIRST}: Somebody deleted it in XDR: it is not sent again until`);
  });

  it('does not hold back what was modified after it', async () => {
    await synced(1);
    at.xdr.rules = [edited(FIRST, { MARKED_DELETED: 1 })];
    await run();
    at.xsoar.indicators.refresh(FIRST);
    await run();
    expect(pushed()).toEqual([FIRST]);
  });

  it('is forgotten once the push cursor has passed it', async () => {
    await synced(1);
    at.xdr.rules = [edited(FIRST, { MARKED_DELETED: 1 })];
    await run();
    expect(at.state().deleted).toHaveLength(1);
    await run();
    await run();
    expect(at.state().deleted).toEqual([]);
  });
});
