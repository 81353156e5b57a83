import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { buildPack } from '../../scripts/pack.ts';
import { inTemporaryFolder } from '../support/temporary-folder.ts';
import { PACK } from './shown.ts';
import { unzip } from './unzip.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The manifest stands for the unified YAML: the pack only reads what both hold. */
const UNIFIED = readFileSync(join(ROOT, 'integration.yml'), 'utf8');
const FOLDERS: Readonly<Record<string, string>> = {
  Integrations: 'integration',
  Scripts: 'automation',
  Playbooks: 'playbook',
  IndicatorFields: 'indicatorfield',
  Layouts: 'layoutscontainer',
  Dashboards: 'dashboard',
  Widgets: 'widget',
};

interface Metadata {
  id: string;
  name: string;
  currentVersion: string;
  contentItems: Record<string, { id: string; name: string; description: string; fromversion: string }[]>;
  contentDisplays: Record<string, string>;
}

let zip: Buffer;
let files: Map<string, string>;
let metadata: Metadata;
beforeAll(async () => {
  zip = await buildPack(UNIFIED);
  files = unzip(zip);
  metadata = JSON.parse(files.get('metadata.json') ?? '') as Metadata;
});

describe('the zip', () => {
  it('is the same byte for byte whenever it is built', async () => {
    expect((await buildPack(UNIFIED)).equals(zip)).toBe(true);
  });

  it.each(['Asia/Tokyo', 'America/Los_Angeles'])('is the same where it is built in %s', (zone) => {
    const code = `
      import { readFileSync } from 'node:fs';
      import { createHash } from 'node:crypto';
      import { buildPack } from './scripts/pack.ts';
      buildPack(readFileSync('integration.yml', 'utf8')).then((zip) =>
        process.stdout.write(createHash('sha256').update(zip).digest('hex') + new Date(0).getHours()));`;
    const run = (TZ: string): string =>
      execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
        cwd: ROOT,
        env: { ...process.env, TZ },
        encoding: 'utf8',
      });
    const [there, utc] = [run(zone), run('UTC')];
    expect(there.slice(0, 64)).toBe(utc.slice(0, 64));
    // The zone was really another one.
    expect(there.slice(64)).not.toBe(utc.slice(64));
  });

  it('has everything at its root, and a README', () => {
    const folders = new Set([...files.keys()].map((path) => path.split('/')[0] ?? ''));
    expect([...folders].sort()).toEqual(
      [...Object.keys(FOLDERS), 'README.md', 'metadata.json', 'pack_metadata.json'].sort(),
    );
    expect(files.get('README.md')).toContain('Cortex XDR');
  });

  it('holds scripts with their code, and dashboards with their widgets', () => {
    for (const [path, text] of files) {
      if (path.startsWith('Scripts/')) {
        const { script } = parse(text) as { script: string };
        expect([path, script.includes('function run(')]).toEqual([path, true]);
      }
      if (path.startsWith('Dashboards/')) {
        const { layout } = JSON.parse(text) as { layout: { widget: { dataType: string } }[] };
        expect(layout.map(({ widget }) => typeof widget.dataType)).toEqual(layout.map(() => 'string'));
      }
    }
  });

  it('goes by another id where it is built with one', async () => {
    const text = [...unzip(await buildPack(UNIFIED, 'Cortex XDR - IOC'))].flat().join('\n');
    expect(text).toContain('name:\\"Cortex XDR - IOC\\"');
    expect(text).not.toContain('Cortex XDR - IOC Sync');
  });
});

describe('the metadata', () => {
  it('lists every item that is there, and none that is not', () => {
    const there = [...files]
      .filter(([path]) => path.includes('/'))
      .map(([path, text]) => {
        const kind = FOLDERS[path.split('/')[0] ?? ''];
        const item = (path.endsWith('.json') ? JSON.parse(text) : parse(text)) as Record<string, unknown>;
        const own = item.commonfields as { id: string } | undefined;
        return `${kind} ${own?.id ?? item.id}: ${item.name}`;
      });
    const listed = Object.entries(metadata.contentItems).flatMap(([kind, items]) =>
      items.map(({ id, name }) => `${kind} ${id}: ${name}`),
    );
    expect(listed.sort()).toEqual(there.sort());
  });

  it('has words for every kind of item, and describes each', () => {
    expect(Object.keys(metadata.contentDisplays).sort()).toEqual(Object.keys(metadata.contentItems).sort());
    for (const item of Object.values(metadata.contentItems).flat()) {
      expect([item.id, item.description !== '', item.fromversion]).toEqual([item.id, true, '6.6.0']);
    }
  });

  it('says what pack_metadata.json says', () => {
    const written = JSON.parse(files.get('pack_metadata.json') ?? '') as object;
    expect(metadata).toMatchObject(written);
    expect(metadata.id).toBe('CortexXDRIOCSync');
  });
});

describe('release notes', () => {
  /** A copy of the pack with that version and those notes; what the zip then holds. */
  const built = async (version: string, notes: Readonly<Record<string, string>>): Promise<string[]> =>
    await inTemporaryFolder('pack-test-', async (folder) => {
      cpSync(fileURLToPath(PACK), folder, { recursive: true });
      const about = join(folder, 'pack_metadata.json');
      const written = JSON.parse(readFileSync(about, 'utf8')) as object;
      writeFileSync(about, JSON.stringify({ ...written, currentVersion: version }));
      mkdirSync(join(folder, 'ReleaseNotes'));
      for (const [name, text] of Object.entries(notes))
        writeFileSync(join(folder, 'ReleaseNotes', name), text);
      const made = await buildPack(UNIFIED, undefined, pathToFileURL(`${folder}/`));
      return [...unzip(made).keys()].filter((path) => path.startsWith('ReleaseNotes/'));
    });

  it('are none in the first version', async () => {
    expect(await built('1.0.0', {})).toEqual([]);
  });

  it('are all in the zip from the second on', async () => {
    expect(await built('1.1.0', { '1_0_1.md': 'One.', '1_1_0.md': 'Two.' })).toEqual([
      'ReleaseNotes/1_0_1.md',
      'ReleaseNotes/1_1_0.md',
    ]);
  });

  it.each([
    ['are missing', { '1_0_1.md': 'One.' }, '1_1_0.md does not exist'],
    ['are empty', { '1_1_0.md': ' \n' }, '1_1_0.md is empty'],
    ['are named otherwise', { '1_1_0.md': 'Two.', '1.1.0.md': 'x' }, 'named after a version'],
  ])('stop the build where they %s', async (_what, notes, message) => {
    await expect(built('1.1.0', notes as Record<string, string>)).rejects.toThrow(message);
  });
});
