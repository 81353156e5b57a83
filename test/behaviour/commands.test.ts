import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseState } from '../../src/sync/memory/state.ts';
import type { Entry } from '../../src/xsoar/entries.ts';
import { createWorld, ipOf, textOf, type World } from '../support/world.ts';
import { slowServers, smallPages } from './slow-servers.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

const MINUTE = 60_000;
const NOTE = 1;
const FILE = 3;
const ERROR = 4;
const WARNING = 11;

function contentsOf(entry: Entry | undefined): Buffer {
  return readFileSync(join(world.folder, `inv_${entry?.FileID}`));
}

/** The keys of the integration context that are the official integration's too. */
function officialKeys(): Record<string, unknown> {
  const keys = ['ts', 'time', 'is_first_sync_phase', 'search_after'];
  return Object.fromEntries(Object.entries(world.xsoar.context).filter(([key]) => keys.includes(key)));
}

const firstLine = (entry: Entry | undefined): string | undefined =>
  entry === undefined ? undefined : textOf(entry).split('\n')[0];

describe('test-module', () => {
  it('answers ok after one signed call', async () => {
    const { ok, results } = await world.run('test-module');
    expect([ok, results]).toEqual([true, ['ok']]);
    expect(world.tenant.requests('get_changes')).toBe(1);
    expect(world.tenant.requests()).toBe(1);
  });

  it('tells every problem at once, as the text of the failure, and asks nobody', async () => {
    Object.assign(world.params, {
      url: '',
      severity: 'bogus',
      feedFetchInterval: '10',
      comments_as_tags: true,
    });
    const { ok, results } = await world.run('test-module');
    expect(ok).toBe(false);
    expect(results).toHaveLength(1);
    const lines = String(results[0]).split('\n');
    expect(lines[0]).toBe("'Feed Fetch Interval' parameter should be 15 or larger.");
    expect(lines.slice(1).map((line) => /^'([^']+)'/.exec(line)?.[1])).toEqual([
      'Server URL',
      'Overriding severity value',
      'Comments as tags (CSV)',
    ]);
    expect(world.tenant.requests()).toBe(0);
  });

  it('does not touch the integration context', async () => {
    world.xsoar.faults = (call) => {
      if (call.includes('IntegrationContext')) {
        throw new Error('not in test-module');
      }
    };
    expect((await world.run('test-module')).text).toBe('ok');
  });

  it.each(['Advanced', 'Standard'] as const)(
    'says of a key of the other kind which kind it is (%s)',
    async (keyLevel) => {
      const other = await createWorld({ keyLevel });
      try {
        other.params.security_level = keyLevel === 'Advanced' ? 'Standard' : 'Advanced';
        const { ok, text } = await other.run('test-module');
        expect(ok).toBe(false);
        expect(text).toContain(`The API key is of security level ${keyLevel}`);
        expect(text).toContain("'API Key Security Level'");
        other.params.security_level = 'Auto';
        expect((await other.run('test-module')).text).toBe('ok');
      } finally {
        await other.close();
      }
    },
  );

  it('says what is wrong with a wrong key', async () => {
    world.params.apikey_creds = { password: 'wrong' };
    const { ok, text } = await world.run('test-module');
    expect(ok).toBe(false);
    expect(text).toContain('Unauthorized access. An issue occurred during authentication.');
    expect(text).not.toContain('wrong');
  });
});

describe('xdr-iocs-sync', () => {
  it('has sent the comments: one that is taken out in XDR then, is taken, also while Auto Sync is off', async () => {
    world.params.autoSync = false;
    world.addIps(1);
    const { value } = ipOf(0);
    world.xsoar.indicators.edit(value, { comment: 'mine' });
    world.clock.advance(MINUTE);
    await world.run('xdr-iocs-sync');
    world.clock.advance(MINUTE);
    world.tenant.edit(value, { comment: '' });
    expect((await world.run('fetch-indicators')).log).toContain(`${value}: comment taken from XDR: 'mine'`);
  });

  it('makes the indicators of the query the set of the tenant, whatever the push cursor says', async () => {
    world.addIps(5);
    world.xsoar.setContext({ ts: 5, search_after: ['2030-01-01T00:00:00Z', 'x'], theirs: 'kept' });
    const began = world.clock.now();
    const { ok, entries } = await world.run('xdr-iocs-sync');
    expect(ok).toBe(true);
    expect(entries.map(firstLine)).toEqual(['sync with XDR completed.']);
    expect(world.tenant.size).toBe(5);
    expect(officialKeys()).toEqual({
      ts: 5,
      time: new Date(began - 30_000).toISOString().replace('.000', ''),
      is_first_sync_phase: false,
    });
    expect(world.xsoar.context).toMatchObject({ theirs: 'kept' });
  });

  it('takes out of the tenant what XSOAR has no more, and leaves what people made there', async () => {
    world.addIps(2);
    await world.run('xdr-iocs-sync');
    world.tenant.create({ value: 'people.example.com', type: 'DOMAIN_NAME' });
    world.xsoar.indicators.remove('10.0.0.0');
    expect((await world.run('xdr-iocs-sync', { firstTime: 'true' })).ok).toBe(true);
    expect([...world.tenant.all()].map(({ value }) => value).sort()).toEqual([
      '10.0.0.1',
      'people.example.com',
    ]);
  });

  it('does nothing a second time, says since when and how to do it again', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    world.addIps(1, 1);
    world.clock.advance(3 * 3_600_000);
    const { context } = world.xsoar;
    const { ok, text } = await world.run('xdr-iocs-sync');
    expect(ok).toBe(true);
    expect(text).toContain('have been in sync since 2026-01-15T11:59:30Z (3 hours ago)');
    expect(text).toContain('!xdr-iocs-sync firstTime=true');
    expect(world.tenant.size).toBe(1);
    expect(world.xsoar.context).toEqual(context);
  });

  it('does not get in the way of a first sync that goes on', async () => {
    world.xsoar.setContext({ ts: 1, time: '2026-01-15T11:00:00Z', is_first_sync_phase: true });
    const { text } = await world.run('xdr-iocs-sync');
    expect(text).toContain('A first sync by fetch-indicators began 1 hour ago');
    expect(world.tenant.requests()).toBe(0);
  });

  it('pulls first: the file does not overwrite what a person changed', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    world.tenant.edit('10.0.0.0', { comment: 'seen' });
    world.clock.advance(MINUTE);
    await world.run('xdr-iocs-sync', { firstTime: 'true' });
    expect(world.xsoar.indicators.get('10.0.0.0')?.comments).toMatchObject([{ content: 'seen' }]);
    expect(world.tenant.get('10.0.0.0')?.comment).toBe('seen');
  });

  it('does not empty the tenant when nothing matches, and says how to do that on purpose', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    world.params.query = 'type:Nothing';
    const { ok, entries } = await world.run('xdr-iocs-sync', { firstTime: 'true' });
    expect(ok).toBe(false);
    expect(entries.map(({ Type }) => Type)).toEqual([ERROR]);
    expect(entries[0]?.Contents).toContain('nothing was uploaded');
    expect(entries[0]?.Contents).toContain('!xdr-iocs-sync firstTime=true confirm=true');
    expect(world.tenant.size).toBe(1);
  });

  it('empties the tenant of what came from XSOAR when that is confirmed', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    world.tenant.create({ value: 'people.example.com', type: 'DOMAIN_NAME' });
    world.params.query = 'type:Nothing';
    const { ok, text } = await world.run('xdr-iocs-sync', { firstTime: 'true', confirm: 'true' });
    expect(ok).toBe(true);
    expect(text).toContain('XDR holds no XSOAR indicator now.');
    expect([...world.tenant.all()].map(({ value }) => value)).toEqual(['people.example.com']);
  });

  it('asks to confirm what would take out more than half of the last set', async () => {
    world.addIps(5);
    await world.run('xdr-iocs-sync');
    world.params.query = 'value:10.0.0.0 or value:10.0.0.1';
    const { ok, text } = await world.run('xdr-iocs-sync', { firstTime: 'true' });
    expect(ok).toBe(false);
    expect(text).toContain("Only 2 indicators match the 'Sync Query', and 5 did the last time");
    expect(world.tenant.size).toBe(5);
    expect((await world.run('xdr-iocs-sync', { firstTime: 'true', confirm: 'true' })).ok).toBe(true);
    expect(world.tenant.size).toBe(2);
  });

  it('stores no time when the upload fails, and leaves no file behind', async () => {
    world.addIps(1);
    world.tenant.onRequest((_request, response) => {
      response.writeHead(400).end('{"reply": {"err_msg": "bad file"}}');
      return 'handled';
    });
    const { ok, entries } = await world.run('xdr-iocs-sync');
    expect(ok).toBe(false);
    expect(entries).toMatchObject([{ Type: ERROR }]);
    expect(world.xsoar.context).toEqual({});
    expect(readdirSync(world.folder)).toEqual([]);
  });

  it('lists what was not synced in a warning', async () => {
    world.addIps(1);
    world.xsoar.indicators.add({ value: 'b'.repeat(40), indicator_type: 'File', score: 3 });
    const { entries } = await world.run('xdr-iocs-sync');
    expect(entries.map(({ Type }) => Type)).toEqual([WARNING, NOTE]);
    expect(entries[0]?.HumanReadable).toContain(
      `| ${'b'.repeat(40)} | It is neither an MD5 nor a SHA-256 hash`,
    );
  });
});

describe('xdr-iocs-push', () => {
  it('pushes the named indicators, whether or not the Sync Query finds them, and moves no cursor', async () => {
    world.addIps(3);
    world.xsoar.indicators.add({ value: 'https://a.example/x', indicator_type: 'URL', score: 1 });
    const { ok, entries, text } = await world.run('xdr-iocs-push', {
      indicator: '10.0.0.1,https://a.example/x',
    });
    expect(ok).toBe(true);
    expect(entries.map(firstLine)).toEqual(['What else happened', 'push success.']);
    expect(text).toContain(
      "https://a.example/x: It does not match the 'Sync Query' (on these parts: 'reputation:Bad', '(type:File or type:Domain or type:IP)'). It is pushed because it was named.",
    );
    expect(text).not.toContain('10.0.0.1:');
    expect([...world.tenant.all()].map(({ value }) => value)).toEqual(['10.0.0.1', 'https://a.example/x']);
    expect(officialKeys()).toEqual({});
  });

  it('waits, up to 30 seconds, for what a playbook has just created and the index does not show yet', async () => {
    await world.close();
    world = await createWorld({ xsoar: { indexLagMs: 20_000 } });
    world.addIps(1);
    const began = world.clock.now();
    const { ok, text } = await world.run('xdr-iocs-push', { indicator: '10.0.0.0' });
    expect([ok, text]).toEqual([true, 'push success.']);
    expect(world.clock.now() - began).toBe(20_000);
    await world.run('xdr-iocs-push', { indicator: 'nobody.example' });
    expect(world.clock.now() - began).toBe(50_000);
  });

  it('is done by name though a change in XDR waits, and tells what it overwrote', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    world.clock.advance(MINUTE);
    world.tenant.edit('10.0.0.0', { comment: 'seen' });
    const { ok, text } = await world.run('xdr-iocs-push', { indicator: '10.0.0.0' });
    expect(ok).toBe(true);
    expect(text).toContain("is overwritten: comment 'seen' by nothing");
    expect(world.tenant.get('10.0.0.0')?.comment).toBe('');
  });

  it('warns of what was not found or refused, in one table, and pushes the rest', async () => {
    world.addIps(1);
    world.xsoar.indicators.add({ value: '2001:db8::1', indicator_type: 'IPv6', score: 3 });
    world.xsoar.indicators.add({ value: 'c'.repeat(40), indicator_type: 'File', score: 3 });
    const { ok, entries } = await world.run('xdr-iocs-push', {
      indicator: ['10.0.0.0', 'nobody.example', '2001:db8::1', 'c'.repeat(40)],
    });
    expect(ok).toBe(true);
    expect(entries.map(({ Type }) => Type)).toEqual([WARNING, NOTE]);
    const [warning, note] = entries;
    expect(warning?.IgnoreAutoExtract).toBe(true);
    expect(warning?.HumanReadable).toContain('| Indicator | Reason |');
    expect(warning?.HumanReadable).toContain('| nobody.example | XSOAR has no indicator with this value.');
    expect(warning?.HumanReadable).toContain('| 2001:db8::1 |');
    expect(warning?.HumanReadable).toContain(`| ${'c'.repeat(40)} |`);
    expect(firstLine(note)).toBe('push success.');
    expect(world.tenant.size).toBe(1);
  });

  it('fails where none of the indicators reached XDR', async () => {
    const { ok, entries } = await world.run('xdr-iocs-push', { indicator: 'nobody.example' });
    expect(ok).toBe(false);
    expect(entries.map(({ Type }) => Type)).toEqual([WARNING, ERROR]);
  });

  it('pushes what was modified since the last time without an argument', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    world.clock.advance(MINUTE);
    world.addIps(2, 1);
    world.clock.advance(MINUTE);
    const { ok, text } = await world.run('xdr-iocs-push');
    expect([ok, text]).toEqual([true, 'push success.\n\nsent 3.']);
    expect(world.tenant.size).toBe(3);
    expect(world.xsoar.context.search_after).toBeDefined();
  });

  it('says what to do where nothing was synced yet', async () => {
    const { ok, text } = await world.run('xdr-iocs-push');
    expect(ok).toBe(false);
    expect(text).toContain('Run !xdr-iocs-sync first');
  });

  it("says when the run's time was over before all were pushed", async () => {
    await world.run('xdr-iocs-sync', { confirm: 'true' });
    world.clock.advance(MINUTE);
    world.addIps(300);
    world.clock.advance(MINUTE);
    slowServers(world, 300);
    const { entries } = await world.run('xdr-iocs-push');
    expect(firstLine(entries[0])).toBe('push success.');
    expect(entries[0]?.HumanReadable).toContain('run the command again for the rest');
    expect(entries[0]?.Contents).toMatchObject({ Push: [{ Finished: false }] });
    expect(world.tenant.size).toBeGreaterThan(0);
    expect(world.tenant.size).toBeLessThan(300);
  });

  it('splits what XDR finds too large', async () => {
    const small = await createWorld({ bodyLimit: 3000 });
    try {
      for (let number = 0; number < 50; number += 1) {
        small.xsoar.indicators.add(ipOf(number));
      }
      small.xsoar.indicators.add({
        ...ipOf(60),
        comments: [{ type: 'IndicatorCommentRegular', content: 'x'.repeat(5000) }],
      });
      const indicator = Array.from({ length: 61 }, (_, number) => ipOf(number).value);
      const { entries } = await small.run('xdr-iocs-push', { indicator });
      expect(small.tenant.size).toBe(50);
      expect(entries[0]?.HumanReadable).toContain(
        '| 10.0.0.60 | XDR takes the others, but not this one, even alone. It has 5,',
      );
      expect(entries[0]?.HumanReadable).toContain("bytes (comment 5,004). Shorten what 'XSOAR Comment Field");
    } finally {
      await small.close();
    }
  });
});

describe('xdr-iocs-enable and xdr-iocs-disable', () => {
  it('say what they did in the words of the document', async () => {
    for (const value of ['11.11.11.11', '22.22.22.22']) {
      world.xsoar.indicators.add({ value, indicator_type: 'IP', score: 3 });
    }
    await world.run('xdr-iocs-sync');
    const disabled = await world.run('xdr-iocs-disable', { indicator: '22.22.22.22' });
    expect([disabled.ok, disabled.text]).toEqual([true, 'indicators 22.22.22.22 disabled.']);
    expect(disabled.entries[0]?.HumanReadable?.split('\n')).toEqual([
      'indicators 22.22.22.22 disabled.',
      '',
      String.raw`Instance: Cortex XDR - IOC Sync\_instance\_1`,
    ]);
    expect(world.tenant.get('22.22.22.22')?.status).toBe('DISABLED');
    await world.run('xdr-iocs-disable', { indicator: '11.11.11.11' });
    const enabled = await world.run('xdr-iocs-enable', { indicator: '["11.11.11.11","22.22.22.22"]' });
    expect(enabled.text).toBe('indicators 11.11.11.11, 22.22.22.22 enabled.');
    expect(world.tenant.get('11.11.11.11')?.status).toBe('ENABLED');
    expect(world.tenant.get('22.22.22.22')?.status).toBe('ENABLED');
  });

  it('write the status to XSOAR, so that the next push does not undo it', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    for (const [command, status] of [
      ['xdr-iocs-disable', 'DISABLED'],
      ['xdr-iocs-enable', 'ENABLED'],
    ] as const) {
      world.clock.advance(MINUTE);
      await world.run(command, { indicator: '10.0.0.0' });
      const held = world.xsoar.indicators.get('10.0.0.0')?.CustomFields;
      expect(held).toMatchObject({ xdrstatus: status.toLowerCase() });
      world.clock.advance(MINUTE);
      world.xsoar.indicators.edit('10.0.0.0', { comment: 'edited' });
      expect((await world.run('fetch-indicators')).ok).toBe(true);
      expect(world.tenant.get('10.0.0.0')?.status).toBe(status);
    }
  });

  it('make a later push of what is disabled on both sides a success', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    await world.run('xdr-iocs-disable', { indicator: '10.0.0.0' });
    const { ok, text } = await world.run('xdr-iocs-push', { indicator: '10.0.0.0' });
    expect([ok, text]).toEqual([true, 'push success.']);
    expect(world.tenant.get('10.0.0.0')?.status).toBe('DISABLED');
  });

  it('are not taken for what a person did, though XDR tells of both alike', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    world.clock.advance(MINUTE);
    await world.run('xdr-iocs-disable', { indicator: '10.0.0.0' });
    const writes = world.xsoar.callsOf('createIndicators');
    world.clock.advance(MINUTE);
    const { log } = await world.run('fetch-indicators');
    expect(log).not.toContain('taken from XDR');
    expect(world.xsoar.callsOf('createIndicators')).toBe(writes);
  });

  it('warn of a value that XSOAR does not hold', async () => {
    const { ok, entries } = await world.run('xdr-iocs-disable', { indicator: '203.0.113.222' });
    expect(ok).toBe(true);
    expect(entries.map(({ Type }) => Type)).toEqual([NOTE, WARNING]);
    expect(entries[1]?.Contents).toContain('203.0.113.222: XSOAR has no indicator with this value');
  });

  it('warn where XSOAR was seen not to keep the status', async () => {
    await world.close();
    world = await createWorld({ xsoar: { keepsStatus: false } });
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    await world.run('xdr-iocs-disable', { indicator: '10.0.0.0' });
    for (let run = 0; run < 2; run += 1) {
      world.clock.advance(MINUTE);
      await world.run('fetch-indicators');
    }
    const { text } = await world.run('xdr-iocs-enable', { indicator: '10.0.0.0' });
    expect(text).toContain("XSOAR does not keep the field 'xdrstatus', so a later push may undo this.");
  });

  it('take any number, in chunks, and say how many were done before a failure', async () => {
    const indicator = Array.from({ length: 10_001 }, (_, number) => ipOf(number).value);
    expect((await world.run('xdr-iocs-enable', { indicator })).ok).toBe(true);
    expect(world.tenant.requests('enable_iocs')).toBe(3);
    world.tenant.onRequest(({ endpoint, number }, response) => {
      if (endpoint !== 'disable_iocs' || number < 2) {
        return 'continue';
      }
      response.writeHead(403).end();
      return 'handled';
    });
    const { ok, text } = await world.run('xdr-iocs-disable', { indicator });
    expect(ok).toBe(false);
    expect(text).toContain('The first 500 of 10001 indicators were disabled before that.');
  });

  it('move no cursor', async () => {
    await world.run('xdr-iocs-enable', { indicator: 'a' });
    await world.run('xdr-iocs-disable', { indicator: 'a' });
    expect(officialKeys()).toEqual({});
  });
});

describe('xdr-iocs-create-sync-file', () => {
  it('gives the file of a full sync and touches no state', async () => {
    world.addIps(3);
    const { ok, entries } = await world.run('xdr-iocs-create-sync-file', { zip: 'false', set_time: 'false' });
    expect(ok).toBe(true);
    expect(entries).toMatchObject([{ Type: FILE, File: 'xdr-sync-file' }]);
    const lines = contentsOf(entries[0]).toString('utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { indicator: string }).indicator)).toEqual([
      '10.0.0.0',
      '10.0.0.1',
      '10.0.0.2',
    ]);
    expect(world.xsoar.writes).toBe(0);
    expect(world.tenant.requests()).toBe(0);
  });

  it('zips it, and stores the time at which reading began', async () => {
    world.addIps(3);
    const { entries } = await world.run('xdr-iocs-create-sync-file', { zip: 'true', set_time: 'true' });
    expect(entries).toMatchObject([{ Type: FILE, File: 'xdr-sync-file-zipped.zip' }]);
    const path = join(world.folder, `inv_${entries[0]?.FileID}`);
    const script =
      'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(z.namelist()); print(z.read("xdr-sync-file").decode(), end="")';
    const [names, ...lines] = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' })
      .trimEnd()
      .split('\n');
    expect(names).toBe("['xdr-sync-file']");
    expect(lines).toHaveLength(3);
    expect(officialKeys()).toEqual({
      ts: world.clock.now() - 2_000,
      time: '2026-01-15T11:59:30Z',
      is_first_sync_phase: false,
    });
  });

  it.each(['true', 'false'])(
    'fails where XSOAR fails in the middle, without a file entry (zip=%s)',
    async (zip) => {
      world.addIps(15);
      smallPages(world);
      world.xsoar.faults = (call, number) => {
        if (call === 'searchIndicators' && number === 2) {
          throw new Error('the index is gone');
        }
      };
      const { ok, entries } = await world.run('xdr-iocs-create-sync-file', { zip, set_time: 'true' });
      expect(ok).toBe(false);
      expect(entries).toMatchObject([
        { Type: ERROR, Contents: expect.stringContaining('the index is gone') },
      ]);
      expect(world.xsoar.writes).toBe(0);
    },
  );
});

describe('xdr-iocs-to-keep-file', () => {
  it('gives a value a line', async () => {
    world.addIps(2);
    world.xsoar.indicators.add({ value: 'two\nlines', indicator_type: 'IP', score: 3 });
    const { entries } = await world.run('xdr-iocs-to-keep-file');
    expect(entries).toMatchObject([{ Type: WARNING }, { Type: FILE, File: 'xdr-ioc-to-keep-file' }]);
    expect(contentsOf(entries[1]).toString('utf8')).toBe('10.0.0.0\n10.0.0.1\n');
    expect(world.xsoar.writes).toBe(0);
  });

  it('gives a single blank where there are none', async () => {
    const { entries } = await world.run('xdr-iocs-to-keep-file');
    expect(contentsOf(entries[0]).toString('utf8')).toBe(' ');
  });
});

describe('xdr-iocs-set-sync-time', () => {
  it('sets both cursors and warns that it is deprecated', async () => {
    world.xsoar.setContext({
      ts: 1,
      time: '2025-01-01T00:00:00Z',
      is_first_sync_phase: true,
      search_after: ['m', 'i'],
    });
    const { ok, entries } = await world.run('xdr-iocs-set-sync-time', { time: '2026-01-10T08:00:00' });
    expect(ok).toBe(true);
    expect(firstLine(entries[0])).toBe('set sync time to 2026-01-10T08:00:00 succeeded.');
    expect(entries[1]).toMatchObject({ Type: WARNING, Contents: expect.stringContaining('deprecated') });
    expect(officialKeys()).toEqual({
      ts: Date.UTC(2026, 0, 10, 8),
      time: '2026-01-10T08:00:00Z',
      is_first_sync_phase: false,
    });
  });

  it('refuses a time in the future, from which nothing would be pushed', async () => {
    const { ok, text } = await world.run('xdr-iocs-set-sync-time', { time: '2026-01-15T12:00:01Z' });
    expect(ok).toBe(false);
    expect(text).toContain(
      'The time 2026-01-15T12:00:01Z lies in the future: it is 2026-01-15T12:00:00Z now',
    );
    expect(world.xsoar.writes).toBe(0);
  });

  it('shows what is accepted where the time cannot be read', async () => {
    const { ok, text } = await world.run('xdr-iocs-set-sync-time', { time: 'last tuesday' });
    expect(ok).toBe(false);
    expect(text).toContain("'last tuesday' is not a time that can be read.");
    expect(text).toContain('2024-05-17T13:45:00Z');
    expect(world.xsoar.writes).toBe(0);
  });
});

describe('a list that is too large for XDR', () => {
  it('is disabled in parts that are not', async () => {
    const small = await createWorld({ bodyLimit: 3000 });
    try {
      const indicator = Array.from({ length: 1_000 }, (_, number) => ipOf(number).value);
      small.addIps(1_000);
      await small.run('xdr-iocs-push', { indicator });
      expect((await small.run('xdr-iocs-disable', { indicator })).ok).toBe(true);
      const states = new Set(indicator.map((value) => small.tenant.get(value)?.status));
      expect(states).toEqual(new Set(['DISABLED']));
    } finally {
      await small.close();
    }
  });

  it('is an error where a single value is too large', async () => {
    const small = await createWorld({ bodyLimit: 100 });
    try {
      const { ok, text } = await small.run('xdr-iocs-disable', { indicator: `v${'x'.repeat(200)}` });
      expect([ok, text]).toEqual([false, expect.stringContaining('Request entity too large.')]);
    } finally {
      await small.close();
    }
  });
});

describe('a value that is named in its own way', () => {
  const URL_WITH_COMMA = 'https://a.example/x,y?z=1';
  beforeEach(() => {
    world.xsoar.indicators.add({ value: URL_WITH_COMMA, indicator_type: 'URL', score: 3 });
    world.xsoar.indicators.add({ value: 'evil.example.com', indicator_type: 'Domain', score: 3 });
  });

  it.each([
    ['with a comma in it', URL_WITH_COMMA, [URL_WITH_COMMA]],
    ['among others', `${URL_WITH_COMMA}; evil.example.com`, [URL_WITH_COMMA, 'evil.example.com']],
    [
      'defanged, one a line',
      'hxxps://a[.]example/x,y?z=1\nEVIL[.]example.com',
      [URL_WITH_COMMA, 'evil.example.com'],
    ],
    ['as an indicator', { id: '1', value: URL_WITH_COMMA }, [URL_WITH_COMMA]],
    ['as JSON', JSON.stringify([{ value: URL_WITH_COMMA }]), [URL_WITH_COMMA]],
  ])('%s, is pushed, disabled and enabled, and told as XSOAR spells it', async (_how, indicator, values) => {
    expect((await world.run('xdr-iocs-push', { indicator })).text).toMatch(/^push success\.$/m);
    expect(values.map((value) => world.tenant.get(value)?.status)).toEqual(values.map(() => 'ENABLED'));
    const { text } = await world.run('xdr-iocs-disable', { indicator });
    expect(text).toBe(`indicators ${values.join(', ')} disabled.`);
    expect(values.map((value) => world.tenant.get(value)?.status)).toEqual(values.map(() => 'DISABLED'));
    expect((await world.run('xdr-iocs-enable', { indicator })).ok).toBe(true);
    expect(values.map((value) => world.tenant.get(value)?.status)).toEqual(values.map(() => 'ENABLED'));
  });

  it("with XSOAR's own arguments beside it, is pushed", async () => {
    const args = {
      indicator: 'evil.example.com',
      'execution-timeout': '600',
      using: 'a',
      'retry-count': '3',
    };
    expect((await world.run('xdr-iocs-push', args)).ok).toBe(true);
  });
});

describe('an invocation that is wrong', () => {
  it.each([
    ['xdr-iocs-frobnicate', {}, "The command 'xdr-iocs-frobnicate' does not exist."],
    ['xdr-iocs-enable', {}, "The argument 'indicator' of xdr-iocs-enable is missing."],
    ['xdr-iocs-push', { indicators: 'a' }, "xdr-iocs-push has no argument 'indicators'."],
    [
      'xdr-iocs-create-sync-file',
      { zip: 'perhaps' },
      "The argument 'zip' of xdr-iocs-create-sync-file must be 'true' or 'false'.",
    ],
  ])('%s %p is one error entry that names what is wrong', async (command, args, message) => {
    const { ok, entries, results } = await world.run(command, args);
    expect(ok).toBe(false);
    expect(results).toHaveLength(1);
    expect(entries).toMatchObject([{ Type: ERROR, IgnoreAutoExtract: true }]);
    expect(firstLine(entries[0])).toBe(message);
  });

  it('with a wrong configuration lists every problem for any command', async () => {
    Object.assign(world.params, { url: 'ftp://x', tlp_color: 'PURPLE' });
    const { ok, text } = await world.run('xdr-iocs-enable', { indicator: 'a' });
    expect(ok).toBe(false);
    expect(text).toContain("'Server URL'");
    expect(text).toContain("'Traffic Light Protocol Color'");
  });
});

describe('the link to an indicator as comment', () => {
  it('is the address of its page in XSOAR', async () => {
    world.addIps(1);
    world.params.xsoar_comments_field = ['indicator_link'];
    await world.run('xdr-iocs-push', { indicator: '10.0.0.0' });
    const id = world.xsoar.indicators.get('10.0.0.0')?.id;
    expect(world.tenant.get('10.0.0.0')?.comment).toBe(`https://xsoar.example/indicator/${id}`);
  });
});

describe('a Standard key', () => {
  it('works with Auto, and what worked is remembered in the state', async () => {
    const standard = await createWorld({ keyLevel: 'Standard' });
    try {
      await standard.run('xdr-iocs-enable', { indicator: 'a' });
      const first = standard.tenant.requests();
      expect(parseState(standard.xsoar.context).keyLevel).toBe('Standard');
      await standard.run('xdr-iocs-enable', { indicator: 'a' });
      expect(standard.tenant.requests() - first).toBe(first - 1);
    } finally {
      await standard.close();
    }
  });
});
