import { beforeEach, describe, expect, it } from '@jest/globals';
import { HostError, XdrError } from '../../src/errors.ts';
import { runSync } from '../../src/sync/run.ts';
import { createInstance, ruleOf, type TestEngine, type TestInstance } from '../support/engine.ts';

const MINUTE = 60_000;
const ipOf = (number: number): string => `192.0.${number >> 8}.${number & 255}`;
const FIRST = ipOf(1);
const SECOND = ipOf(2);

let at: TestInstance;
beforeEach(() => {
  at = createInstance({ override_severity: false, severity: '', retire_action: 'Disable the IOC' });
});

function add(...values: string[]): void {
  for (const value of values) {
    at.xsoar.indicators.add({ value, indicator_type: 'IP', score: 3 });
  }
}

async function run(): Promise<TestEngine> {
  at.clock.advance(MINUTE);
  const engine = at.engine();
  await runSync(engine);
  return engine;
}

async function synced(...values: string[]): Promise<void> {
  add(...values);
  await run();
  at.clock.advance(MINUTE);
}

/** A person comments in XDR; the pull has to bring it. */
function commentInXdr(value: string): void {
  at.xdr.rules = [ruleOf(value, at.clock.now(), { RULE_COMMENT: 'seen', RULE_SEVERITY: undefined })];
}
const isTaken = (value: string): boolean =>
  ((at.xsoar.indicators.get(value)?.comments ?? []) as unknown[]).length === 1;

/** Each push takes so long. */
function slowPush(milliseconds: number): void {
  const { insertIocs } = at.xdr;
  at.xdr.insertIocs = async (iocs) => {
    at.clock.advance(milliseconds);
    return await insertIocs(iocs);
  };
}

/** XSOAR gives one indicator a page, and takes half a minute for it: a run can read but a few. */
function slowServers(): void {
  const { search } = at.xsoar.indicators;
  at.xsoar.indicators.search = (request) => {
    at.clock.advance(30_000);
    return search.call(at.xsoar.indicators, { ...request, size: 1 });
  };
  slowPush(10_000);
}

describe('the shares of a run', () => {
  it('leave the pull its chunk, run after run, though the push never comes to its end', async () => {
    await synced(FIRST);
    slowServers();
    for (let turn = 0; turn < 3; turn += 1) {
      add(...[1, 2, 3, 4, 5].map((number) => ipOf(10 * (turn + 1) + number)));
      at.clock.advance(MINUTE);
      commentInXdr(FIRST);
      await run();
      expect(at.state().lastRun?.end).toBe('out-of-time');
      expect(isTaken(FIRST)).toBe(true);
    }
  });

  it('leave the pull a fifth of the time', async () => {
    at.params.retire_action = 'Leave the IOC';
    await synced(FIRST);
    add(...Array.from({ length: 50 }, (_, index) => ipOf(index + 10)));
    at.clock.advance(MINUTE);
    commentInXdr(FIRST);
    const { search } = at.xsoar.indicators;
    at.xsoar.indicators.search = (request) => {
      at.clock.advance(request.query.includes('modified:') ? 10_000 : 0);
      return search.call(at.xsoar.indicators, { ...request, size: 1 });
    };
    slowPush(10_000);
    let pulledAt = 0;
    at.xsoar.faults = (call) => {
      pulledAt = call === 'createIndicators' ? at.clock.now() : pulledAt;
    };
    const start = at.clock.now() + MINUTE;
    await run();
    expect(at.state().lastRun?.end).toBe('out-of-time');
    expect(pulledAt - start).toBeGreaterThan(60_000);
    expect(pulledAt - start).toBeLessThanOrEqual(120_000);
  });

  it('leave the retiring its time, too', async () => {
    await synced(FIRST, SECOND);
    at.xsoar.indicators.edit(FIRST, { score: 1 });
    slowServers();
    add(...[11, 12, 13, 14, 15, 16].map(ipOf));
    at.clock.advance(MINUTE);
    await run();
    expect(at.state().lastRun?.end).toBe('out-of-time');
    expect(at.xdr.disabled).toEqual([FIRST]);
  });

  it('are none in the first sync: it has all the time, and neither retires nor pulls', async () => {
    slowServers();
    add(...[1, 2, 3, 4, 5, 6, 7, 8].map(ipOf));
    commentInXdr(FIRST);
    await run();
    expect(at.state().inFirstSync).toBe(true);
    expect(isTaken(FIRST)).toBe(false);
  });

  it('lose nothing of a push that ends out of time: the next runs go on', async () => {
    slowServers();
    const values = [1, 2, 3, 4, 5, 6, 7, 8].map(ipOf);
    add(...values);
    for (let turn = 0; turn < 9; turn += 1) {
      await run();
    }
    expect(new Set(at.xdr.pushes.flat().map(({ indicator }) => indicator))).toEqual(new Set(values));
    expect(at.state().inFirstSync).toBe(false);
  });
});

describe('a step that fails', () => {
  const failing = async (): Promise<never> => {
    throw new XdrError('forbidden', 'The key may not.');
  };

  it('(the push) does not keep changes in XDR from XSOAR, and fails the run', async () => {
    await synced(FIRST);
    add(SECOND);
    commentInXdr(FIRST);
    at.xdr.insertIocs = failing;
    await expect(run()).rejects.toThrow('The key may not.');
    expect(isTaken(FIRST)).toBe(true);
  });

  it('(the push) keeps its cursor: the next run pushes what it did not', async () => {
    await synced(FIRST);
    const { insertIocs } = at.xdr;
    add(SECOND);
    at.xdr.insertIocs = failing;
    await expect(run()).rejects.toThrow('The key may not.');
    at.xdr.insertIocs = insertIocs;
    at.xdr.pushes.length = 0;
    await run();
    expect(at.xdr.pushes.flat()).toMatchObject([{ indicator: SECOND }]);
  });

  it('(the push) retires nothing: what is not pushed yet is not known to have left', async () => {
    await synced(FIRST, SECOND);
    at.xsoar.indicators.edit(FIRST, { score: 1 });
    add(ipOf(3));
    at.xdr.insertIocs = failing;
    await expect(run()).rejects.toThrow('The key may not.');
    expect(at.xdr.disabled).toEqual([]);
  });

  it('(the pull) leaves what was pushed pushed, and fails the run', async () => {
    await synced(FIRST);
    add(SECOND);
    commentInXdr(FIRST);
    at.xsoar.faults = (call) => {
      if (call === 'createIndicators') {
        throw new HostError('XSOAR is down.');
      }
    };
    await expect(run()).rejects.toThrow('XSOAR is down.');
    expect(at.xdr.pushes.flat()).toContainEqual(expect.objectContaining({ indicator: SECOND }));
    expect(at.state().lastRun).toMatchObject({
      end: 'failed',
      failure: 'XSOAR is down.',
      counts: { sent: 1 },
    });
  });

  it('is told with the first failure where several fail', async () => {
    await synced(FIRST);
    add(SECOND);
    at.xdr.insertIocs = failing;
    at.xdr.getChanges = async () => {
      throw new XdrError('server', 'XDR is down.');
    };
    await expect(run()).rejects.toThrow('XDR is down.');
    expect(at.state().lastRun?.failure).toBe('XDR is down.');
  });
});

describe('what a run tells', () => {
  it('stands in the state when it has ended: how, what it did, and in how many seconds', async () => {
    add(FIRST, SECOND);
    at.clock.advance(MINUTE);
    slowPush(2_000);
    await run();
    expect(at.state().lastRun).toMatchObject({
      command: 'fetch-indicators',
      end: 'done',
      seconds: 2,
      counts: { sent: 2 },
    });
  });

  it('is one line at its end, in the words of the glossary', async () => {
    add(FIRST, SECOND);
    expect((await run()).lines.at(-1)).toBe('sent 2.');
    expect((await run()).lines.at(-1)).toBe('Both sides were in step: nothing was to be done.');
  });

  it('is told by the next run where it was killed', async () => {
    await synced(FIRST);
    commentInXdr(FIRST);
    let dead = false;
    at.xsoar.faults = (call) => {
      dead ||= call === 'createIndicators';
      if (dead) {
        throw new HostError('killed');
      }
    };
    await expect(run()).rejects.toThrow('killed');
    at.xsoar.faults = undefined;
    const { lines } = await run();
    expect(lines[0]).toMatch(
      /^The run of 2026-01-15T12:\d\d:\d\dZ \(fetch-indicators\) did not end\. It had told:$/,
    );
    expect(lines[1]).toBe(`${FIRST}: comment taken from XDR: nothing became 'seen'.`);
  });

  it('is not told again by the run after that', async () => {
    at.setState({
      lastRun: {
        command: 'fetch-indicators',
        began: '2026-01-15T11:00:00Z',
        counts: {},
        told: ['a'],
        more: 0,
      },
    });
    expect((await run()).lines).toContain('a');
    expect((await run()).lines).not.toContain('a');
  });

  it('is a summary that cannot be stored: that is no failure of what was done', async () => {
    await synced(FIRST);
    const writes = at.xsoar.writes;
    await run();
    const last = 2 * at.xsoar.writes - writes;
    at.xsoar.faults = (call) => {
      if (call === 'setIntegrationContextVersioned' && at.xsoar.writes + 1 >= last) {
        throw new HostError('database is down');
      }
    };
    const { lines } = await run();
    expect(lines.join('\n')).toContain('The summary of this run was not stored: ');
  });
});

describe('two runs at the same time', () => {
  it('do not go round in circles: the one that was overtaken stops pushing, and says so', async () => {
    await synced(FIRST);
    add(SECOND);
    at.clock.advance(MINUTE);
    const { insertIocs } = at.xdr;
    let isFirst = true;
    at.xdr.insertIocs = async (iocs) => {
      if (isFirst) {
        isFirst = false;
        const modified = new Date(at.clock.now() - 40_000).toISOString();
        at.xsoar.indicators.add({ value: ipOf(3), indicator_type: 'IP', score: 3, modified });
        await runSync(at.engine());
      }
      return await insertIocs(iocs);
    };
    const { pushCursor } = at.state();
    const { lines } = await run();
    expect(lines.join('\n')).toContain('Another run has gone on with the push meanwhile');
    expect(at.state().pushCursor).not.toEqual(pushCursor);
    expect(at.state().lastRun?.end).toBe('overtaken');
  });
});
