import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../src/errors.ts';
import { type ReleaseFiles, released } from './release/released.ts';

const USAGE = `npm run release -- <version>   sets the version everywhere, closes the CHANGELOG's chapter, and builds
npm run release                builds what there is, with checksums
`;
const FILES = [
  'package.json',
  'package-lock.json',
  'src/version.ts',
  'CHANGELOG.md',
  'pack/pack_metadata.json',
];
const SUMS = 'SHA256SUMS';

/** `npm run release`: a version, its CHANGELOG, and all artefacts with checksums in `dist/`. Nothing is committed or sent. */
async function main(): Promise<void> {
  const [version, ...more] = process.argv.slice(2);
  if (more.length > 0 || version?.startsWith('-') === true) {
    process.stdout.write(USAGE);
    return;
  }
  if (version !== undefined) {
    await setVersion(version);
  }
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: pathOf(''), stdio: 'inherit' });
  await writeSums();
}

async function setVersion(version: string): Promise<void> {
  const texts = await Promise.all(FILES.map(async (name) => [name, await readFile(pathOf(name), 'utf8')]));
  const changed = released(Object.fromEntries(texts) as ReleaseFiles, version);
  for (const [name, text] of Object.entries(changed)) {
    await mkdir(dirname(pathOf(name)), { recursive: true });
    await writeFile(pathOf(name), text);
    process.stdout.write(`${name}  ${version}\n`);
  }
}

async function writeSums(): Promise<void> {
  const names = (await readdir(pathOf('dist'))).filter((name) => name !== SUMS).sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(pathOf(`dist/${name}`));
      return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
    }),
  );
  await writeFile(pathOf(`dist/${SUMS}`), lines.join(''));
  process.stdout.write(`dist/${SUMS}\n`);
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

try {
  await main();
} catch (thrown) {
  process.stderr.write(`${messageOf(thrown)}\n`);
  process.exitCode = 1;
}
