import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Difference } from '../../src/indicators/differences.ts';
import { COUNTED, Report, runSummaryShape } from '../../src/sync/memory/report.ts';
import { Log } from '../../src/xsoar/log.ts';
import { fakeHost } from '../support/fake-host.ts';

const STARTED = Date.UTC(2026, 0, 15, 12, 0, 0);
const CHANGED = Date.UTC(2026, 0, 15, 11, 0, 0);

let report: Report;
let lines: string[];
beforeEach(() => {
  lines = [];
  const log = new Log(fakeHost(), false);
  log.info = (line) => {
    lines.push(line);
  };
  report = new Report(log, { command: 'fetch-indicators', startedAt: STARTED });
});

const severity: Difference = { field: 'severity', fieldName: 's', xsoar: 'HIGH', xdr: 'LOW' };
const comment: Difference = { field: 'comment', fieldName: 'comments', xsoar: '', xdr: 'seen' };

describe('what is told one by one', () => {
  it('is each field that a pull replaces: old, then new', () => {
    report.taken('a.example', [severity, comment]);
    expect(lines).toEqual([
      "a.example: severity taken from XDR: 'HIGH' became 'LOW'.",
      "a.example: comment taken from XDR: nothing became 'seen'.",
    ]);
  });

  it('is each field of a conflict that was passed over: both values, both times, and why', () => {
    const times = { xsoar: '2026-01-15T11:59:00Z', xdr: '2026-01-15T11:00:00Z' };
    report.passedOver('a.example', [{ ...severity, why: 'it was edited by hand' }], times);
    expect(lines).toEqual([
      "a.example: severity in XDR passed over: 'LOW' (2026-01-15T11:00:00Z); XSOAR's 'HIGH' (2026-01-15T11:59:00Z) stands: it was edited by hand.",
    ]);
  });

  it('is what a push overwrites in XDR: when it was changed, and each field', () => {
    report.overwritten('a.example', CHANGED, [severity]);
    expect(lines).toEqual([
      "a.example: A change of 2026-01-15T11:00:00.000Z in XDR is overwritten: severity 'LOW' by 'HIGH'.",
    ]);
  });

  it('is each enabling', () => {
    report.enabled('a.example');
    expect(lines).toEqual([
      'a.example: it was disabled in XDR; XSOAR holds it as enabled, so it was enabled.',
    ]);
  });

  it('is what was retired, twenty values a line', () => {
    report.retired(
      Array.from({ length: 21 }, (_, index) => `v${index}`),
      true,
    );
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe('Retired: v20');
  });

  it('is, once a run, what concerns the whole run', () => {
    report.once('the tenant does not offer it');
    report.once('the tenant does not offer it');
    expect(lines).toEqual([expect.stringContaining('the tenant does not offer it')]);
  });

  it('is hostile text made legible: no line breaks, nothing that turns the text around, no great length', () => {
    report.taken(`a\n\u202e${'x'.repeat(10_000)}`, [{ ...comment, xdr: `y\r\n${'z'.repeat(10_000)}` }]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\r\n\u202e]/);
    expect(lines[0]?.length).toBeLessThan(2_000);
  });
});

describe('the counts of a run', () => {
  it('are said in one line, in the words of the glossary', () => {
    report.count('sent', 1_200);
    report.count('heldBack');
    report.rejected([{ value: 'a', reason: 'r' }]);
    report.refused([{ value: 'b', reason: 'r' }]);
    report.created('c');
    // All of it was passed over: nothing was taken.
    report.taken('d', []);
    expect(report.line()).toBe('sent 1,200, held back 1, rejected 1, refused by XDR 1, taken from XDR 1.');
  });

  it('have a word for each kind', () => {
    for (const what of COUNTED) {
      report.count(what, 2);
    }
    expect(report.line().match(/ 2(?=[,.])/g)).toHaveLength(COUNTED.length);
    expect(report.line()).not.toContain('undefined');
  });

  it('of nothing say that both sides were in step', () => {
    report.count('sent', 0);
    expect(report.line()).toBe('Both sides were in step: nothing was to be done.');
  });

  it('count a value of which something was passed over once, and one of which nothing was not at all', () => {
    const times = { xsoar: '', xdr: '' };
    report.passedOver(
      'a',
      [
        { ...severity, why: 'w' },
        { ...comment, why: 'w' },
      ],
      times,
    );
    report.passedOver('b', [], times);
    expect(report.countOf('passedOver')).toBe(1);
  });
});

describe('the summary that the state keeps', () => {
  it('is of a form that the state reads back', () => {
    report.count('sent', 3);
    report.tell('a line');
    const summary = report.summary({ how: 'done', seconds: 2.5 });
    expect(runSummaryShape.parse(JSON.parse(JSON.stringify(summary)))).toEqual({
      command: 'fetch-indicators',
      began: '2026-01-15T12:00:00Z',
      end: 'done',
      seconds: 2.5,
      counts: { sent: 3 },
      told: ['a line'],
      more: 0,
    });
  });

  it('names the failure of a run that failed', () => {
    expect(report.summary({ how: 'failed', seconds: 1, failure: 'XDR is down.' })).toMatchObject({
      end: 'failed',
      failure: 'XDR is down.',
    });
  });

  it('has no end before the run has one', () => {
    expect(report.summary()).not.toHaveProperty('end');
  });

  it('is bounded: the newest 100 lines, and how many more there were', () => {
    for (let number = 0; number < 5_000; number += 1) {
      report.tell(`${number}`);
    }
    const { told, more } = report.summary();
    expect([told.length, more, told.at(-1)]).toEqual([100, 4_900, '4999']);
  });

  it('is small, however long the texts are', () => {
    for (let number = 0; number < 200; number += 1) {
      report.taken('x'.repeat(10_000), [{ ...comment, xsoar: 'y'.repeat(10_000), xdr: 'z'.repeat(10_000) }]);
    }
    expect(JSON.stringify(report.summary()).length).toBeLessThan(300_000);
  });

  it('needs storing only when something was told since it was stored', () => {
    expect(report.isKept).toBe(true);
    report.tell('a line');
    expect(report.isKept).toBe(false);
    report.summary();
    expect(report.isKept).toBe(true);
  });
});

describe('what did not get through', () => {
  it('is kept apart by direction: to XDR, and to XSOAR', () => {
    report.refused([{ value: 'a', reason: 'r' }]);
    report.notTaken({ value: 'b', reason: 's' });
    expect(report.outgoing.details).toEqual([{ value: 'a', reason: 'r', status: 'refused' }]);
    expect(report.incoming.details).toEqual([{ value: 'b', reason: 's' }]);
    expect(lines).toEqual(['b: s']);
  });

  it('is an indicator that XSOAR cannot give, with its place', () => {
    report.unreadable({ value: undefined, after: undefined } as never);
    expect(report.countOf('failed')).toBe(1);
    expect(lines[0]).toContain(
      '(an indicator without a value): XSOAR cannot give this indicator (the first one)',
    );
  });
});
