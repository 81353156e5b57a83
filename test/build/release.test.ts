import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type ReleaseFiles, released } from '../../scripts/release/released.ts';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/** The project's own files, with something to release. */
function files(packVersion = '1.0.0'): ReleaseFiles {
  return {
    'package.json': '{\n  "name": "x",\n  "version": "1.0.0",\n  "other": "1.0.0"\n}\n',
    'package-lock.json': read('package-lock.json'),
    'src/version.ts': "export const VERSION = '1.0.0';\n",
    'CHANGELOG.md': '# Changelog\n\n## Unreleased\n\n### One\n\n- new\n\n## 1.0.0\n\n- first\n',
    'pack/pack_metadata.json': `{"name": "x", "currentVersion": "${packVersion}"}`,
  };
}

describe('a release', () => {
  it('sets the version wherever it stands', () => {
    const changed = released(files(), '1.1.0');
    expect(JSON.parse(changed['package.json'] ?? '')).toEqual({
      name: 'x',
      version: '1.1.0',
      other: '1.0.0',
    });
    expect(changed['src/version.ts']).toBe("export const VERSION = '1.1.0';\n");
    expect(JSON.parse(changed['pack/pack_metadata.json'] ?? '')).toMatchObject({ currentVersion: '1.1.0' });
    const lock = JSON.parse(changed['package-lock.json'] ?? '') as {
      version: string;
      packages: Record<string, { version: string }>;
    };
    const before = JSON.parse(read('package-lock.json')) as typeof lock;
    const { version: _version, ...own } = before.packages[''] ?? { version: '' };
    expect(lock).toEqual({
      ...before,
      version: '1.1.0',
      packages: { ...before.packages, '': { ...own, version: '1.1.0' } },
    });
  });

  it("closes the CHANGELOG's chapter", () => {
    expect(released(files(), '1.1.0')['CHANGELOG.md']).toContain('## 1.1.0\n\n### One\n\n- new\n\n## 1.0.0');
  });

  it('gives the pack release notes, but not its first version', () => {
    expect(Object.keys(released(files(), '1.1.0'))).not.toContain('pack/ReleaseNotes/1_1_0.md');
    expect(released(files('1.0.1'), '1.1.0')['pack/ReleaseNotes/1_1_0.md']).toBe(
      '#### Integrations\n\n##### Cortex XDR - IOC Sync\n\n**One**\n\n- new\n',
    );
  });

  it.each(['1.0.0', '0.9.9', '1.1', 'v1.1.0', ''])(
    'refuses the version %p, and says which would do',
    (version) => {
      expect(() => released(files(), version)).toThrow('later than 1.0.0, such as 1.1.0');
    },
  );

  it('refuses to release nothing', () => {
    const nothing = { ...files(), 'CHANGELOG.md': '# Changelog\n\n## Unreleased\n\n## 1.0.0\n\n- first\n' };
    expect(() => released(nothing, '1.1.0')).toThrow('nothing to release');
  });
});
