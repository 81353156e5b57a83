import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { marked } from 'marked';
import { createWorld, type World } from '../support/world.ts';

const IP = '10.0.0.1';
const MINUTE = 60_000;

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.close();
});

type Row = Record<string, unknown> & { Value: string; NextRun: string; Summary: string; Steps: string[] };

async function explain(...values: readonly string[]): Promise<Row[]> {
  const { entries, ok } = await world.run('xdr-iocs-explain', { indicator: [...values] });
  expect(ok).toBe(true);
  const entry = entries.find(({ EntryContext }) => EntryContext !== undefined);
  return Object.values(entry?.EntryContext ?? {})[0] as Row[];
}

async function explainOne(value = IP): Promise<Row> {
  const [row] = await explain(value);
  if (row === undefined) {
    throw new Error('Nothing was explained.');
  }
  return row;
}

async function synced(): Promise<void> {
  world.addIps(3);
  // What is younger is pushed once more by the next run.
  world.clock.advance(MINUTE);
  await world.run('fetch-indicators');
  world.clock.advance(MINUTE);
}

describe('a value that XSOAR does not hold', () => {
  it('is nobody’s', async () => {
    await synced();
    expect(await explainOne('192.0.2.77')).toMatchObject({
      NextRun: 'nothing',
      InXSOAR: false,
      InXDR: 'no',
      Deeds: [],
    });
  });

  it('is created where a person made it in XDR', async () => {
    await synced();
    world.tenant.create({ value: '192.0.2.77', type: 'IP', reputation: 'BAD' });
    expect(await explainOne('192.0.2.77')).toMatchObject({
      NextRun: 'create',
      InXDR: 'yes',
      Writes: { score: 3 },
    });
  });
});

describe('a value that matches', () => {
  it('is pushed before the first sync, as the IOC that is told', async () => {
    world.addIps(3);
    expect(await explainOne()).toMatchObject({
      NextRun: 'push',
      Active: true,
      MatchesQuery: true,
      FailingParts: [],
      Sends: { indicator: IP, type: 'IP', severity: 'HIGH', reputation: 'BAD' },
    });
  });

  it('is left alone once it is pushed and not modified', async () => {
    await synced();
    expect(await explainOne()).toMatchObject({
      NextRun: 'nothing',
      Summary: expect.stringContaining('not modified'),
    });
  });

  it('is left alone while Auto Sync is off, and says so', async () => {
    world.addIps(1);
    world.params.autoSync = false;
    const { NextRun, Steps } = await explainOne();
    expect(NextRun).toBe('nothing');
    expect(Steps.join('\n')).toContain("'Auto Sync' is off");
  });

  it('waits for a beginning where the instance does not fetch and has never synced', async () => {
    world.addIps(3);
    world.params.feed = false;
    expect(await explainOne()).toMatchObject({
      NextRun: 'nothing',
      Summary: expect.stringContaining('!xdr-iocs-sync'),
    });
    await world.run('xdr-iocs-sync');
    world.clock.advance(MINUTE);
    world.xsoar.indicators.refresh(IP, {});
    expect(await explainOne()).toMatchObject({ NextRun: 'push' });
  });

  it('is enabled where XDR keeps it disabled and XSOAR says enabled', async () => {
    await synced();
    await world.run('xdr-iocs-disable', { indicator: IP });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    world.clock.advance(MINUTE);
    world.xsoar.indicators.edit(IP, { CustomFields: { xdrstatus: 'enabled' } });
    expect(await explainOne()).toMatchObject({
      NextRun: 'push and enable',
      XDR: { Status: 'DISABLED', Severity: 'HIGH' },
      Differences: [{ Field: 'status', XSOAR: 'ENABLED', XDR: 'DISABLED', Wins: 'XSOAR' }],
    });
  });

  it('is rejected with the reason where it cannot be sent', async () => {
    world.xsoar.indicators.add({ value: 'a'.repeat(40), indicator_type: 'File', score: 3 });
    expect(await explainOne('a'.repeat(40))).toMatchObject({
      NextRun: 'reject',
      Rejected: expect.stringContaining('neither an MD5 nor a SHA-256'),
    });
  });

  it('tells what XDR said when it refused it the last time', async () => {
    world.addIps(1);
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint !== 'tim_insert_jsons') {
        return 'continue';
      }
      const refusal = { indicator: '10.0.0.0', error: 'no such thing' };
      response.end(JSON.stringify({ reply: { success: true, validation_errors: [refusal] } }));
      return 'handled';
    });
    await world.run('fetch-indicators');
    world.tenant.onRequest(undefined);
    world.clock.advance(MINUTE);
    expect(await explainOne('10.0.0.0')).toMatchObject({
      Refused: { Reason: expect.stringContaining('no such thing'), Times: 1 },
    });
  });

  it('names each part of the Sync Query on which it fails, and whether it is active', async () => {
    world.params.query = 'reputation:Bad and (type:IP or type:Domain) and -tags:"and (not this)"';
    world.xsoar.indicators.add({
      value: 'http://evil.example/x',
      indicator_type: 'URL',
      score: 1,
      CustomFields: { tags: ['and (not this)'] },
    });
    world.xsoar.indicators.expire('http://evil.example/x');
    expect(await explainOne('http://evil.example/x')).toMatchObject({
      MatchesQuery: false,
      Active: false,
      FailingParts: [
        'expirationStatus:active',
        'reputation:Bad',
        '(type:IP or type:Domain)',
        '-tags:"and (not this)"',
      ],
    });
  });

  it('is told for each of several indicators of the value', async () => {
    world.xsoar.indicators.add({ value: '10.9.9.9', indicator_type: 'IP', score: 3 });
    world.xsoar.indicators.add({ value: '10.9.9.9/32', indicator_type: 'CIDR', score: 1 });
    const { Steps } = await explainOne('10.9.9.9');
    expect(Steps.join('\n')).toMatch(
      /holds 2 indicators that are this value.*'10\.9\.9\.9' as 'IP'.*'10\.9\.9\.9\/32' as 'CIDR'/s,
    );
  });

  it('is not another one in other letters where it is a URL', async () => {
    world.params.query = 'type:URL';
    world.xsoar.indicators.add({ value: 'http://evil.example/a', indicator_type: 'URL', score: 3 });
    expect(await explainOne('http://evil.example/A')).toMatchObject({ InXSOAR: false, NextRun: 'nothing' });
  });
});

describe('a change of a person in XDR', () => {
  it('wins over a feed, field by field', async () => {
    world.params.override_severity = false;
    await synced();
    world.tenant.edit(IP, { severity: 'low', comment: 'seen' });
    world.xsoar.indicators.refresh(IP, {});
    const row = await explainOne();
    expect(row).toMatchObject({
      NextRun: 'pull',
      ChangedInXDR: expect.stringMatching(/^2026-01-15T/),
      Writes: { comments: 'seen', sourceoriginalseverity: 'LOW' },
      Differences: [
        { Field: 'severity', XSOAR: 'HIGH', XDR: 'LOW', Wins: 'XDR' },
        { Field: 'comment', XDR: 'seen', Wins: 'XDR' },
      ],
    });
    expect(row.Steps.join('\n')).toContain('held back from the push');
  });

  it('is passed over where a person has edited the same field in XSOAR', async () => {
    world.params.override_severity = false;
    await synced();
    world.tenant.edit(IP, { severity: 'low' });
    world.xsoar.indicators.edit(IP, { CustomFields: { sourceoriginalseverity: 'Critical' } });
    expect(await explainOne()).toMatchObject({
      NextRun: 'pass over',
      Differences: [{ Field: 'severity', Wins: 'XSOAR', Why: 'it was edited by hand' }],
    });
  });

  it('holds nothing back that was deleted there, until it is modified', async () => {
    await synced();
    world.xsoar.indicators.refresh(IP, {});
    world.clock.advance(1_000);
    world.tenant.remove(IP);
    const row = await explainOne();
    expect(row.NextRun).toBe('tell');
    expect(row.Steps.join('\n')).toMatch(/deleted in XDR/);
  });
});

describe('an indicator that has left', () => {
  beforeEach(async () => {
    world.params.retire_action = 'Disable the IOC';
    await synced();
    world.xsoar.indicators.edit(IP, { score: 1 });
  });

  it.each([
    ['Disable the IOC', 'disable'],
    ['Delete the IOC', 'delete'],
    ['Leave the IOC', 'nothing'],
  ])('is dealt with as "%s" says', async (action, word) => {
    world.params.retire_action = action;
    expect(await explainOne()).toMatchObject({ NextRun: word, MatchesQuery: false });
  });

  it('waits while more have left than may leave in one fetch', async () => {
    world.params.retire_limit = '0';
    const { NextRun, Summary, Steps } = await explainOne();
    expect([NextRun, Summary]).toEqual(['wait', expect.stringContaining('!xdr-iocs-retire')]);
    expect(Steps.join('\n')).toContain('Most IOCs to lose in one fetch');
  });
});

describe('a push by name', () => {
  it('of what has left says so, names the part that fails, and that a later fetch may retire it', async () => {
    world.params.retire_action = 'Disable the IOC';
    await synced();
    world.xsoar.indicators.edit(IP, { score: 1 });
    const { text } = await world.run('xdr-iocs-push', { indicator: [IP, '10.0.0.2'] });
    expect(text).toContain(
      `${IP}: It does not match the 'Sync Query' (on this part: 'reputation:Bad'). It is pushed because it was named, and a later fetch may retire it.`,
    );
    expect(text).not.toContain('10.0.0.2:');
  });

  it('takes no URL in other letters for the one that was named', async () => {
    world.xsoar.indicators.add({ value: 'http://evil.example/a', indicator_type: 'URL', score: 3 });
    await world.run('xdr-iocs-push', { indicator: 'http://evil.example/A' });
    expect([...world.tenant.all()]).toEqual([]);
  });
});

describe('an XDR that does not tell all', () => {
  it('says that what XDR holds is unknown on a tenant that does not show its IOCs, and shows what waits', async () => {
    await world.close();
    world = await createWorld({ publicApi: false });
    await synced();
    expect(await explainOne()).toMatchObject({ InXDR: 'unknown', NextRun: 'nothing' });
    world.tenant.edit(IP, { comment: 'seen' });
    const before = world.tenant.requests('unknown');
    expect(await explain(IP, '10.0.0.2')).toMatchObject([
      { InXDR: 'yes', NextRun: 'pull' },
      { InXDR: 'unknown', NextRun: 'nothing' },
    ]);
    expect(world.tenant.requests('unknown') - before).toBe(1);
  });

  it('says what XSOAR holds where XDR does not answer', async () => {
    world.addIps(3);
    world.tenant.onRequest((_request, response) => {
      response.writeHead(403).end('{}');
      return 'handled';
    });
    const row = await explainOne();
    expect(row).toMatchObject({ NextRun: 'unknown', MatchesQuery: true, InXDR: 'unknown' });
    expect(row.Steps.join('\n')).toContain('Unauthorized access');
  });
});

describe('many values', () => {
  it('are in the entry as far as it is for people, and all the rest in a file', async () => {
    world.addIps(450);
    const values = Array.from({ length: 450 }, (_, number) => `10.0.${number >> 8}.${number & 255}`);
    const rows = await explain(...values);
    expect(rows.map(({ Value }) => Value)).toEqual(values.slice(0, 200));
    const file = readdirSync(world.folder).map((name) => readFileSync(join(world.folder, name), 'utf8'));
    const lines = file.join('').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).Value)).toEqual(values.slice(200));
    expect(lines.every((line) => JSON.parse(line).NextRun === 'push')).toBe(true);
  });

  it('cost XDR one question what waits, and XSOAR a few searches for each 200', async () => {
    await synced();
    const searches = world.xsoar.callsOf('searchIndicators');
    const changes = world.tenant.requests('get_changes');
    await explain(...Array.from({ length: 600 }, (_, number) => `192.0.2.${number}`));
    expect(world.tenant.requests('get_changes') - changes).toBe(1);
    expect(world.xsoar.callsOf('searchIndicators') - searches).toBeLessThan(3 * 15);
  });

  it('are left out with a warning where the time of the command is over', async () => {
    world.params.max_run_seconds = '1';
    const host = world.xsoar;
    host.faults = (call) => {
      if (call === 'searchIndicators') {
        world.clock.advance(300);
      }
    };
    const { entries } = await world.run('xdr-iocs-explain', {
      indicator: Array.from({ length: 900 }, (_, number) => `192.0.2.${number}`),
    });
    expect(entries.at(-1)?.Contents).toMatch(/\d00 values were not explained/);
  });
});

it('changes neither side, nor the state', async () => {
  await synced();
  world.tenant.edit(IP, { comment: 'seen' });
  world.xsoar.indicators.edit('10.0.0.2', { score: 1 });
  const all = (): string => JSON.stringify([world.tenant.snapshot(), world.xsoar.snapshot()]);
  const before = all();
  await explain(IP, '10.0.0.0', '10.0.0.2', '192.0.2.1');
  expect(all()).toBe(before);
});

it('shows hostile text, and does nothing else with it', async () => {
  const value = 'http://evil.example/<img src=x onerror=alert(1)>|[x](javascript:alert(1))`*_‮';
  world.params.query = 'type:URL';
  world.params.override_severity = false;
  world.xsoar.indicators.add({
    value,
    indicator_type: 'URL',
    score: 3,
    CustomFields: { sourceoriginalseverity: '<script>\n# [y](http://z)' },
    comments: [{ type: 'IndicatorCommentRegular', content: '<b>![i](http://j)</b>\n\n# h' }],
  });
  const { entries } = await world.run('xdr-iocs-explain', { indicator: [value, 'a\n# [b](http://c) <i>'] });
  const shown = entries.map(({ HumanReadable }) => HumanReadable ?? '').join('\n');
  const html = await marked(shown);
  expect(html).not.toMatch(/<(?:img|script|a |b>|i>|h1)/);
  expect(html).not.toMatch(/\u202e/);
  expect(shown).not.toMatch(/^\s*# /m);
});
