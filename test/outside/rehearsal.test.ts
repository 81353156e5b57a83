import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Ledger, ledgerLine } from '../../src/outside/ledger.ts';
import { type Between, describeOutcome } from '../../src/outside/rehearsal/describe.ts';
import { toMarkdown, toText } from '../../src/outside/rehearsal/document.ts';
import { ReasonReport } from '../../src/outside/rehearsal/reasons.ts';
import type { Outcome } from '../../src/outside/rehearsal/rehearse.ts';
import { Log } from '../../src/xsoar/log.ts';
import { fakeHost } from '../support/fake-host.ts';
import { Cleanup, putIps, startTwoServers } from './support.ts';

const cleanup = new Cleanup();
afterEach(async () => await cleanup.run());

const BETWEEN: Between = { xsoar: 'https://xsoar.example', xdr: 'https://xdr.example', isRealXdr: true };

function outcomeOf(changes: Partial<Outcome> = {}): Outcome {
  return {
    began: '2026-01-15T12:00:00.000Z',
    seconds: 12.3,
    xsoarVersion: '8.4.0',
    query: 'reputation:Bad',
    matching: 100,
    isFirst: true,
    counts: {},
    reasons: [],
    told: [],
    more: 0,
    ledger: new Ledger(),
    failure: undefined,
    advice: '',
    ...changes,
  };
}

const shortOf = (changes: Partial<Outcome>): string[] => [
  ...(describeOutcome(outcomeOf(changes), BETWEEN).sections[0]?.lines ?? []),
];

describe('a rehearsal', () => {
  it('says what stays behind and why, counted by reason, with examples', async () => {
    const world = await startTwoServers(cleanup);
    putIps(world.xsoar, 0, 4);
    for (let number = 0; number < 12; number += 1) {
      world.xsoar.indicators.add({
        value: `${'a'.repeat(39)}${number.toString(16)}`,
        indicator_type: 'File',
        score: 3,
      });
    }
    world.xsoar.indicators.add({ value: 'localhost', indicator_type: 'Domain', score: 3 });
    world.clock.advance(60_000);
    const path = join(world.folder, 'report.json');
    await world.run(['--report', path, 'rehearse']);
    const report = JSON.parse(readFileSync(path, 'utf8'));
    expect(report).toMatchObject({
      matching: 17,
      isFirst: true,
      wouldBeSent: { iocs: 4, byType: { IP: 4 }, bySeverity: { HIGH: 4 }, requests: 1 },
    });
    expect(report.reasons).toMatchObject([
      { who: 'mapping', count: 12, examples: { length: 5 }, reason: expect.stringContaining('SHA-256') },
      { who: 'mapping', count: 1, examples: ['localhost'] },
    ]);
  });

  it('of the next fetch shows what a person changed in XDR, and changes neither side', async () => {
    const world = await startTwoServers(cleanup);
    putIps(world.xsoar, 0, 2);
    world.clock.advance(60_000);
    await world.run(['--write', '--state', world.state, 'sync']);
    world.clock.advance(60_000);
    world.tenant.edit('203.0.0.1', { severity: 'low', comment: 'seen by a person' });
    const before = JSON.stringify([
      world.xsoar.snapshot(),
      world.tenant.snapshot(),
      readFileSync(world.state, 'utf8'),
    ]);
    const { out } = await world.run(['--state', world.state, 'rehearse']);
    expect(out).toContain('Rehearsal of the next fetch');
    expect(out).toMatch(/created or changed in XSOAR +1 +203\.0\.0\.1/);
    expect(out).toContain("comment taken from XDR: nothing became 'seen by a person'");
    const after = JSON.stringify([
      world.xsoar.snapshot(),
      world.tenant.snapshot(),
      readFileSync(world.state, 'utf8'),
    ]);
    expect(after).toBe(before);
  });

  it('that fails half-way says so first, and how far it came', async () => {
    const world = await startTwoServers(cleanup);
    putIps(world.xsoar, 0, 2_100);
    world.clock.advance(60_000);
    let pages = 0;
    world.rest.onRequest(({ path, body }, response) => {
      pages += path === '/indicators/search' && body.includes('searchAfter') ? 1 : 0;
      if (pages < 2) return 'continue';
      response.writeHead(403).end();
      return 'handled';
    });
    const { code, out } = await world.run(['rehearse']);
    expect(code).toBe(1);
    expect(out).toMatch(
      /IN SHORT\n {2}It ended before its end, so this report is not whole: The API key may not do this/,
    );
  });
});

describe('the short part of a report', () => {
  it('says first what speaks against doing it', () => {
    expect(shortOf({})[0]).toBe('Nothing speaks against doing it.');
    expect(shortOf({ matching: 0 })[0]).toContain('No active indicator matches the Sync Query.');
    expect(shortOf({ matching: 4_000_001 })[0]).toContain('A tenant holds at most 4,000,000 IOCs');
    expect(shortOf({ failure: 'It was interrupted.' })[0]).toContain('not whole: It was interrupted.');
    expect(shortOf({ counts: { overwritten: 3 } })[0]).toContain('3 changes that people made in XDR');
    const reason = { who: 'mapping', reason: 'why', count: 20, examples: ['x'], expired: false } as const;
    expect(shortOf({ reasons: [{ ...reason, examples: [...reason.examples] }] })[0]).toContain(
      '20 % stay behind',
    );
    expect(shortOf({ reasons: [{ ...reason, examples: [], expired: true }] })[0]).toContain(
      'Nothing speaks against',
    );
  });
});

describe('a report with hostile text', () => {
  const told = ['<script>alert(1)</script> | [x](javascript:1) \u001b[31m\u202e\nnew line'];
  const hidden = ['\u001b', '\u202e'];
  const document = describeOutcome(outcomeOf({ told }), BETWEEN);

  it('is Markdown in which it does nothing', () => {
    const markdown = toMarkdown(document);
    expect(markdown).not.toContain('<script>');
    expect(markdown).not.toMatch(/[^\\]\[x\]/);
    expect(hidden.filter((character) => markdown.includes(character))).toEqual([]);
  });

  it('is text in which nothing is hidden', () => {
    expect(hidden.filter((character) => toText(document).includes(character))).toEqual([]);
    expect(toText(document)).toContain('(U+001B)');
  });
});

describe('reasons', () => {
  it('are at most a hundred, however odd what is refused, and all are counted', () => {
    const report = new ReasonReport(new Log(fakeHost(), false), { command: 'rehearse', startedAt: 0 });
    const letters = (number: number): string =>
      number.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[+digit] ?? '');
    for (let number = 0; number < 1_000; number += 1) {
      report.refused([{ value: `v${number}`, reason: `reason ${letters(number)}` }]);
    }
    expect(report.reasons.length).toBeLessThanOrEqual(101);
    expect(report.reasons.reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
  });
});

describe('a ledger', () => {
  it('counts what each endpoint would change', async () => {
    const ledger = new Ledger();
    const json = (data: unknown) => ({ body: { json: JSON.stringify({ request_data: data }) } });
    const comment = 'hostile: "type":"HASH", \\"type\\":"HASH"';
    await ledger.note('tim_insert_jsons', json([{ indicator: 'a', type: 'IP', severity: 'HIGH', comment }]));
    await ledger.note('tim_insert_jsons', json([]));
    await ledger.note('enable_iocs', json(['a', 'b']));
    await ledger.note('disable_iocs', json(['c']));
    await ledger.note(
      'delete',
      json({ filters: [{ field: 'indicator', operator: 'IN', value: ['d', 'e'] }] }),
    );
    ledger.noteCreated([{ value: 'f', type: 'IP', score: 3, fields: { tags: [] }, rawJSON: {} }]);
    expect(ledgerLine(ledger, true)).toBe(
      'pushed 1 IOC (IP 1) to XDR, enabled 2 IOCs in XDR, disabled 1 IOC in XDR, deleted 2 IOCs in XDR, changed 1 indicator in XSOAR',
    );
    expect([ledger.pushes, ledger.toXsoar.examples]).toEqual([1, ['f (tags)']]);
  });

  it('that is empty says so', () => {
    expect([new Ledger().isEmpty, ledgerLine(new Ledger(), false)]).toEqual([true, 'change nothing']);
  });
});
