import { expect, it } from '@jest/globals';
import { makeSandboxWorld } from '../../../sandbox/terminal/sandbox-world.ts';
import { start } from '../../../sandbox/terminal/start.ts';
import { fakeIo, manifest } from './support.ts';

/** What the War Room shows of these lines, and how it ends. */
async function shown(...lines: string[]): Promise<{ code: number; text: string }> {
  const io = fakeIo();
  const makeWorld: Parameters<typeof start>[2]['makeWorld'] = async (options) =>
    await makeSandboxWorld(options, io);
  const code = await start(['--empty', ...lines], io, { manifest, makeWorld });
  return { code, text: `${io.output.text}${io.errors.text}` };
}

it('lists the playbooks with their inputs', async () => {
  const { text } = await shown('playbook');
  expect(text).toContain('Block Indicators');
  expect(text).toMatch(/Indicators, FromIncident, Query/);
});

it('plays one step by step, and ends with its outputs', async () => {
  const { code, text } = await shown(
    'playbook block indicators indicators=192.0.2.10',
    'xdr show 192.0.2.10',
  );
  expect(code).toBe(0);
  const places = [
    'Start',
    'Prepare the indicators',
    'Push the indicators',
    'push success',
    '1 arrived',
    'Done',
  ];
  expect(places.map((part) => text.indexOf(part))).toEqual(
    places.map((part) => text.indexOf(part)).sort((a, b) => a - b),
  );
  expect(text).toMatch(/XDRIOC\.Check\.Arrived\s+1/);
  expect(text).toContain('ENABLED');
});

it('leaves in the context what a playbook left', async () => {
  const { text } = await shown('playbook enrich from xdr fromincident=false indicators=a.example', 'context');
  expect(text).toContain('"Enrichment"');
});

it('fails where a task fails, with its name', async () => {
  const { code, text } = await shown('playbook block indicators indicators=192.0.2.10 verdict=Evil');
  expect(code).toBe(1);
  expect(text).toContain("The task 'Prepare the indicators' failed");
});

it.each([
  ['playbook blok indicators', 'Did you mean Block Indicators?'],
  ['playbook Hits', 'Type one of: Block Indicators, Daily Health,'],
  ['playbook health', 'Did you mean Daily Health?'],
  ['playbook block indicators indicator=1', 'Indicators'],
])('helps whoever types %s', async (line, hint) => {
  const { code, text } = await shown(line);
  expect(code).toBe(1);
  expect(text).toContain(hint);
});
