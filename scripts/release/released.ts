/** The files that a release changes, by their names in the project. */
export type ReleaseFiles = Readonly<
  Record<
    'package.json' | 'package-lock.json' | 'src/version.ts' | 'CHANGELOG.md' | 'pack/pack_metadata.json',
    string
  >
>;

const HEADING = '## Unreleased';
/** The pack's version before it was ever released: the first one has no release notes. */
const NEVER_RELEASED = '1.0.0';

/**
 * The files of a project as the release of a version changes them, and the pack's release notes where it has some.
 * @throws Error that says what is wrong; nothing is changed then
 */
export function released(files: ReleaseFiles, version: string): Record<string, string> {
  const before = versionOf(files['package.json']);
  if (!/^\d+\.\d+\.\d+$/.test(version) || !isLater(version, before)) {
    throw new Error(`The version must be three numbers and later than ${before}, such as ${nextOf(before)}.`);
  }
  const notes = unreleased(files['CHANGELOG.md']);
  const packBefore = packVersionOf(files['pack/pack_metadata.json']);
  return {
    'package.json': replaceOnce(files['package.json'], `"version": "${before}"`, `"version": "${version}"`),
    'package-lock.json': files['package-lock.json'].replace(
      /^(\{\s*"name": "[^"]+",\s*"version": ")[^"]+(".*?"": \{\s*"name": "[^"]+",\s*"version": ")[^"]+"/s,
      `$1${version}$2${version}"`,
    ),
    'src/version.ts': replaceOnce(files['src/version.ts'], `'${before}'`, `'${version}'`),
    'CHANGELOG.md': replaceOnce(files['CHANGELOG.md'], HEADING, `## ${version}`),
    'pack/pack_metadata.json': replaceOnce(
      files['pack/pack_metadata.json'],
      `"currentVersion": "${packBefore}"`,
      `"currentVersion": "${version}"`,
    ),
    ...(packBefore === NEVER_RELEASED
      ? {}
      : { [`pack/ReleaseNotes/${version.replaceAll('.', '_')}.md`]: packNotes(notes) }),
  };
}

/** What the CHANGELOG says of what is not released yet. */
function unreleased(changelog: string): string {
  const [, after] = changelog.split(`${HEADING}\n`);
  const notes = after?.split(/\n## \d/)[0]?.trim() ?? '';
  if (notes === '') {
    throw new Error(`CHANGELOG.md has nothing under '${HEADING}': there is nothing to release.`);
  }
  return notes;
}

/** The pack's release notes, under the heading that the platform wants; headings of the CHANGELOG become plain lines. */
function packNotes(notes: string): string {
  return `#### Integrations\n\n##### Cortex XDR - IOC Sync\n\n${notes.replace(/^#+ (.*)$/gm, '**$1**')}\n`;
}

function versionOf(packageJson: string): string {
  return (JSON.parse(packageJson) as { version: string }).version;
}

function packVersionOf(metadata: string): string {
  return (JSON.parse(metadata) as { currentVersion: string }).currentVersion;
}

function nextOf(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return `${major}.${minor + 1}.0`;
}

function isLater(version: string, other: string): boolean {
  const [one, two] = [version, other].map((text) => text.split('.').map(Number));
  const place = [0, 1, 2].find((index) => one?.[index] !== two?.[index]);
  return place !== undefined && (one?.[place] ?? 0) > (two?.[place] ?? 0);
}

function replaceOnce(text: string, from: string, to: string): string {
  if (!text.includes(from)) {
    throw new Error(`'${from}' was not found where it should stand.`);
  }
  return text.replace(from, () => to);
}
