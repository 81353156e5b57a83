import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeSandboxWorld } from '../../../sandbox/terminal/sandbox-world.ts';
import { start } from '../../../sandbox/terminal/start.ts';
import { fakeIo, manifest, temporaryFolder } from './support.ts';

/** What the War Room shows of these lines, and how it ends. */
async function shown(...lines: string[]): Promise<{ code: number; text: string }> {
  const io = fakeIo();
  const makeWorld: Parameters<typeof start>[2]['makeWorld'] = async (options) =>
    await makeSandboxWorld(options, io, { now: Date.now, sleep: async () => undefined });
  const code = await start(['--empty', ...lines], io, { manifest, makeWorld });
  return { code, text: `${io.output.text}${io.errors.text}` };
}

describe('the dashboard in the War Room', () => {
  it('shows all widgets in reading order, each under its title', async () => {
    const { code, text } = await shown('dashboard');
    expect(code).toBe(0);
    const titles = [
      'Cortex XDR IOC Sync',
      'State',
      'Changed by people, by status',
      'Refusals by reason',
    ].concat(['Newest refusals', 'Answers of XDR', 'Most hits']);
    const places = titles.map((title) => text.search(new RegExp(`^${title}$`, 'm')));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(text).toContain('Nothing was synced yet');
  });

  it('shows what commands did before: bars, tables, calls and hits', async () => {
    const { text } = await shown(
      'xsoar add 192.0.2.10 type=ip reputation=bad',
      'xsoar add 127.0.0.1 type=ip reputation=bad',
      'fetch',
      'xdr hit 192.0.2.10 12',
      '!xdr-iocs-disable indicator=192.0.2.10',
      'dashboard',
    );
    expect(text).toMatch(/^disabled +█+ 1 \(100%\)$/m);
    expect(text).toMatch(/^Means nearly everything +█+ 1$/m);
    expect(text).toMatch(/^192\.0\.2\.10 +IP +12 /m);
    expect(text).toMatch(/^\d{4}-\d\d-\d\d +[1-9]\d*$/m);
    expect(text).not.toContain('Nothing was synced yet');
  });

  it('counts calls that failed by how they failed', async () => {
    const { text } = await shown('set url=http://127.0.0.1:1', '!xdr-iocs-status check=true', 'dashboard');
    expect(text).toMatch(/Day +(?:Successful +)?ConnectionError/);
  });

  it('counts on where a state is kept between two starts', async () => {
    const state = join(temporaryFolder(), 'state.json');
    await shown('--state', state, 'fetch');
    const { text } = await shown('--state', state, 'dashboard');
    expect(text).toMatch(/^Day +Successful$/m);
  });

  it('makes hostile values inert', async () => {
    const { text } = await shown(
      'xsoar add "a\u001b[31m\u202eb.example" type=domain reputation=bad',
      'fetch',
      'dashboard',
    );
    expect(text.slice(text.indexOf('Newest refusals'))).toContain('a [31m b.example');
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
  });

  it('takes no words, and hits only what XDR holds', async () => {
    expect((await shown('dashboard now')).code).toBe(2);
    expect((await shown('xdr hit 192.0.2.10 many')).code).toBe(2);
    expect((await shown('xdr hit 192.0.2.10')).text).toContain('XDR has no IOC');
    const disabled = [
      'xdr add 192.0.2.10 type=IP',
      'xdr edit 192.0.2.10 status=disabled',
      'xdr hit 192.0.2.10',
    ];
    expect((await shown(...disabled)).text).toContain('nothing was counted');
  });
});
