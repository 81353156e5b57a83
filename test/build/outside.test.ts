import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundleOutside } from '../../scripts/bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'outside-build-'));
const program = join(folder, 'xdr-iocs.mjs');
let code: Uint8Array;

beforeAll(async () => {
  code = await bundleOutside();
  writeFileSync(program, code);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...words: string[]) {
  // Nothing of this project is near, and nothing of it in the environment.
  return spawnSync(process.execPath, [program, ...words], { cwd: folder, env: {}, encoding: 'utf8' });
}

describe('the program outside of XSOAR, as it is built', () => {
  it('runs with plain Node, from one file', () => {
    expect(run('--help')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('--every <time>'),
    });
  });

  it('says what is wrong, and ends with what a supervisor understands', () => {
    const { status, stderr } = run('--xsoar', 'http://xsoar.example', '--xdr', 'xdr.example');
    expect([status, stderr]).toEqual([2, expect.stringContaining('without encryption')]);
  });

  it('is the same bytes every time, holds the licences of what is in it, and nothing of the sandbox', async () => {
    expect(Buffer.compare(code, await bundleOutside())).toBe(0);
    const text = Buffer.from(code).toString('utf8');
    expect(text).toContain('This file contains:');
    expect(text).not.toContain('sandbox/');
  });
});
