import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { bundle } from '../../scripts/bundle.ts';
import { unify } from '../../scripts/unify.ts';
import { VERSION } from '../../src/version.ts';

let code: Uint8Array;
let text: string;
let unified: { image: string; detaileddescription: string; script: Record<string, unknown> };
beforeAll(async () => {
  code = await bundle();
  text = await unify(code);
  unified = parse(text) as typeof unified;
});

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

describe('the file that is uploaded', () => {
  it('is small, and the same byte for byte whenever it is built', async () => {
    expect(Buffer.byteLength(text)).toBeLessThan(1_500_000);
    expect(await unify(await bundle())).toBe(text);
  });

  it('is the manifest, and what XSOAR needs beside it', () => {
    const { image, detaileddescription, script, ...rest } = unified;
    const { script: source, ...settings } = script;
    expect({ ...rest, script: { ...settings, script: '-' } }).toEqual(parse(read('integration.yml')));
    expect([image, detaileddescription, source].every((part) => typeof part === 'string')).toBe(true);
  });

  it('has a logo that XSOAR takes: a PNG of 120 x 50, 10 KB at most', () => {
    const prefix = 'data:image/png;base64,';
    expect(unified.image.startsWith(prefix)).toBe(true);
    const png = Buffer.from(unified.image.slice(prefix.length), 'base64');
    expect(png.length).toBeLessThanOrEqual(10 * 1024);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([120, 50]);
  });

  it('says its version, in the description that users see and in the script', () => {
    expect(unified.detaileddescription).toContain(`Version ${VERSION}`);
    expect(String(unified.script.script).split('\n')[0]).toBe(`# Cortex XDR - IOC Sync ${VERSION}`);
    expect((JSON.parse(read('package.json')) as { version: string }).version).toBe(VERSION);
  });

  it('has a script for Python 3.8 and later', () => {
    const check = 'import ast, sys; ast.parse(sys.stdin.read(), feature_version=(3, 8))';
    execFileSync('python3', ['-c', check], { input: String(unified.script.script) });
  });

  it('holds the licences of the packages inside', () => {
    const bundled = Buffer.from(code).toString('utf8');
    for (const name of Object.keys(
      (JSON.parse(read('package.json')) as { dependencies: object }).dependencies,
    )) {
      expect(bundled).toMatch(new RegExp(`^${name} [\\d.]+ \\(\\w+\\)$`, 'm'));
    }
  });

  it('holds no path of the machine that built it', () => {
    const root = new URL('../../', import.meta.url).pathname;
    expect(Buffer.from(code).includes(root)).toBe(false);
  });
});
