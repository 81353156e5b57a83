import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseOptions } from '../../../sandbox/terminal/options.ts';
import { makeSandboxWorld } from '../../../sandbox/terminal/sandbox-world.ts';
import { start } from '../../../sandbox/terminal/start.ts';
import { fakeIo, manifest, temporaryFolder } from './support.ts';

/** A whole War Room over both real sides, from its words to its end. */
async function warRoom(words: string[], typed = '', width = 100) {
  const io = fakeIo(typed, { width: () => width });
  const makeWorld: Parameters<typeof start>[2]['makeWorld'] = async (options) =>
    await makeSandboxWorld(options, io);
  const code = await start(words, io, { manifest, makeWorld });
  return { code, output: io.output.text, errors: io.errors.text, temporary: io.temporary };
}

function list(text: string): string {
  const path = join(temporaryFolder(), 'list.txt');
  writeFileSync(path, text);
  return path;
}

describe('the sandbox', () => {
  it('tours: a first sync, refusals with their reasons, and a change in XDR that arrives in XSOAR', async () => {
    const { code, output, errors } = await warRoom([]);
    expect([code, errors]).toEqual([0, '']);
    expect(output).not.toContain('Error: ');
    expect(output).toContain('1. Sample indicators are loaded into XSOAR. XDR holds nothing yet.');
    expect(output).toMatch(/Fetched\. XSOAR holds 20 indicators, XDR [1-9]\d* IOCs\./);
    expect(output).toMatch(/Indicator +Reason\n/);
    expect(output).toContain('push success.');
    expect(output).toMatch(/severity +High +LOW\n/);
    expect(output).toContain('Your turn.');
  });

  it('tours how an indicator lives, each step on a screen of 80 columns and 24 lines', async () => {
    const { code, output, errors } = await warRoom(['tour lifecycle'], '', 80);
    expect([code, errors]).toEqual([0, '']);
    const steps = output.split(/\n\n(?=\d+\. )/).slice(1);
    expect(steps.length).toBeGreaterThanOrEqual(10);
    for (const step of steps) {
      expect([step.split('\n')[0], step.trimEnd().split('\n').length <= 22]).toEqual([
        step.split('\n')[0],
        true,
      ]);
    }
    for (const line of output.split('\n')) {
      expect([line, line.length <= 80]).toEqual([line, true]);
    }
    expect(output).toContain('1 held back');
    expect(output).toContain("severity in XDR passed over: 'LOW'");
    expect(output).toMatch(/198\.51\.100\.101 +IP +DISABLED/);
  });

  it.each(['first', 'lifecycle'])(
    'shows each step of the %s tour on a screen of 80 columns and 24 lines',
    async (tour) => {
      const { output } = await warRoom(tour === 'first' ? [] : ['tour lifecycle'], '', 80);
      const [, ...steps] = output.split(/\n\n(?=\d+\. )/);
      expect(steps.length).toBeGreaterThanOrEqual(6);
      for (const step of steps) {
        const lines = step.trimEnd().split('\n');
        expect([lines[0], lines.length <= 22, lines.every((line) => line.length <= 80)]).toEqual([
          lines[0],
          true,
          true,
        ]);
      }
    },
  );

  it('shows help on a screen of 80 columns and 24 lines, and names everything in it', async () => {
    const { code, output } = await warRoom(['--empty', 'help'], '', 80);
    expect(code).toBe(0);
    const lines = output.trimEnd().split('\n');
    expect([lines.length <= 24, lines.every((line) => line.length <= 80)]).toEqual([true, true]);
    for (const name of ['!xdr-iocs-explain', 'xsoar edit', 'xdr hit', 'playbook', 'dashboard', 'rehearse']) {
      expect(output).toContain(name);
    }
  });

  it.each([
    'commands',
    'arguments',
    'files',
    'parameters',
    'playbooks',
    'keys',
    'tours',
    'real',
    'sync',
    'xsoar',
  ])('has a page of help about %s', async (topic) => {
    const { code, output } = await warRoom(['--empty', `help ${topic}`], '', 80);
    expect(code).toBe(0);
    expect(output.split('\n').length).toBeGreaterThan(3);
  });

  it('says among the keys what steers the colours', async () => {
    const { output } = await warRoom(['--empty', 'help keys'], '', 80);
    expect(output).toMatch(/NO_COLOR=1 .*FORCE_COLOR=1 /s);
  });

  it('suggests a topic for one that is mistyped', async () => {
    const { code, errors } = await warRoom(['--empty', 'help playboks'], '', 80);
    expect(code).toBe(2);
    expect(errors).toContain('playbooks');
  });

  it('tours a second time, on other addresses', async () => {
    const { code, output } = await warRoom(['tour lifecycle', 'tour lifecycle']);
    expect(code).toBe(0);
    expect(output).toContain('xsoar add 198.51.100.102 ');
  });

  it('has an older tenant with --older, which does not show its IOCs', async () => {
    const lines = ['fetch', '!xdr-iocs-get 192.0.2.10', '!xdr-iocs-delete 192.0.2.10'];
    const { code, output } = await warRoom(['--older', ...lines]);
    expect(output).toContain('This is what XSOAR knows of them');
    expect(output).toContain('does not offer to delete IOCs');
    expect(code).toBe(1);
  });

  it('syncs the samples with one command', async () => {
    const { code, output } = await warRoom([
      '!xdr-iocs-sync',
      '!xdr-iocs-disable indicator=192.0.2.10',
      'xdr show 192.0.2.10',
    ]);
    expect(code).toBe(0);
    expect(output).toContain('sync with XDR completed.\n');
    expect(output).toContain('indicators 192.0.2.10 disabled.\n');
    expect(output).toMatch(/status +DISABLED/);
  });

  it('loads what a list holds, defanged or not, and pushes it with the next fetch, without waiting', async () => {
    const path = list('# a list\n203.0.113[.]7\nhxxp://bad[.]example[.]com/x\nworse.example.com\n');
    const { code, output } = await warRoom([
      `load ${path}`,
      `load ${path}`,
      'fetch',
      'xdr show 203.0.113.7',
      'xsoar list type:Domain',
    ]);
    expect(code).toBe(0);
    expect(output).toContain('3 indicators added, 0 were known');
    expect(output).toContain('0 indicators added, 3 were known');
    expect(output).toContain('Fetched. XSOAR holds 3 indicators, XDR 2 IOCs.');
    expect(output).toContain('XSOAR holds 3 indicators; 1 match.');
  });

  it('brings an IOC that a person added in XDR to XSOAR', async () => {
    const { code, output } = await warRoom([
      'fetch',
      'xdr add 198.51.100.77 type=IP severity=critical reputation=bad comment="by hand"',
      'fetch',
      'xsoar show 198.51.100.77',
    ]);
    expect(code).toBe(0);
    expect(output).toMatch(/comments +by hand/);
  });

  it('says no to a wrong edit, and points at the place in a wrong query', async () => {
    expect((await warRoom(['fetch', 'xdr edit 192.0.2.10 severity=bogus'])).output).toContain(
      '"bogus" is no severity.',
    );
    const { code, output } = await warRoom(['xsoar list "type:IP and )"']);
    expect(code).toBe(1);
    expect(output).toMatch(/type:IP and \)\n {8}\^/);
  });

  it('tests the instance, and finds a wrong parameter', async () => {
    expect(await warRoom(['test'])).toMatchObject({
      code: 0,
      output: expect.stringContaining('> test\nok\n'),
    });
    expect(await warRoom(['set feedFetchInterval=5', 'test'])).toMatchObject({
      code: 1,
      output: expect.stringContaining("'Feed Fetch Interval' parameter should be 15 or larger."),
    });
    expect((await warRoom(['set security_level=Standard', 'test'])).code).toBe(1);
  });

  it('keeps everything between starts, and goes on from there with a new key', async () => {
    const path = join(temporaryFolder(), 'state.json');
    const edit = 'xdr edit 192.0.2.10 severity=low';
    expect((await warRoom(['--state', path, 'fetch', edit])).code).toBe(0);
    const { code, output } = await warRoom(['--state', path, 'test', 'fetch', 'xsoar show 192.0.2.10']);
    expect(code).toBe(0);
    expect(output).not.toContain('sample indicators loaded');
    expect(output).toMatch(/severity +LOW/);
  });

  it('never writes its key into the state file', async () => {
    const path = join(temporaryFolder(), 'state.json');
    const io = fakeIo();
    let key = '';
    const makeWorld: Parameters<typeof start>[2]['makeWorld'] = async (options) => {
      const world = await makeSandboxWorld(options, io);
      key = (world.params.apikey_creds as { password: string }).password;
      return world;
    };
    expect(await start(['--state', path, '!xdr-iocs-sync'], io, { manifest, makeWorld })).toBe(0);
    expect(key).toHaveLength(128);
    expect(readFileSync(path, 'utf8')).not.toContain(key);
  });

  it('refuses a state file whose sides are damaged', async () => {
    const path = join(temporaryFolder(), 'state.json');
    const text = '{"version":1,"tenant":"sandbox","params":{},"world":{"ahead":0,"xsoar":{},"xdr":{}}}';
    writeFileSync(path, text);
    const { code, errors } = await warRoom(['--state', path, 'fetch']);
    expect(code).toBe(1);
    expect(errors).toContain('cannot be used');
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('saves files, and leaves nothing else behind', async () => {
    const { code, output, temporary } = await warRoom([
      'fetch',
      '!xdr-iocs-create-sync-file zip=false set_time=false',
    ]);
    expect(code).toBe(0);
    expect(output).toContain('xdr-sync-file');
    const [folder, ...others] = readdirSync(temporary);
    expect([folder?.startsWith('war-room-'), others]).toEqual([true, []]);
    expect(readdirSync(join(temporary, folder ?? ''))).toEqual(['xdr-sync-file']);
  });

  it('with a real tenant has its key from the environment, and no console', async () => {
    const environment = { XDR_API_KEY: 'k', XDR_API_KEY_ID: '7', XDR_KEY_LEVEL: 'Standard' };
    const io = fakeIo('', { environment });
    const options = parseOptions(['--xdr', 'https://api-x.example/', '--insecure'], environment);
    const world = await makeSandboxWorld(options, io);
    expect(world.params).toMatchObject({
      url: 'https://api-x.example',
      apikey_creds: { password: 'k' },
      apikey_id_creds: { password: '7' },
      security_level: 'Standard',
      insecure: true,
    });
    expect([world.xdr, world.tenant]).toEqual([undefined, 'https://api-x.example']);
    await world.close();
  });
});
