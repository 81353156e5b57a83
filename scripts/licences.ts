import { readdir, readFile } from 'node:fs/promises';

/** Licences under which a package may be part of the bundle. */
const ALLOWED: ReadonlySet<unknown> = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
]);

/**
 * The licences of the packages inside a bundle, as one JavaScript comment: they ask to go along with every copy.
 * @param root the project's folder
 * @param inputs the bundle's source files, relative to it
 * @throws where a package's licence does not go with ours
 */
export async function licences(root: URL, inputs: readonly string[]): Promise<string> {
  const folders = [...new Set(inputs.map(packageFolder))].filter((folder) => folder !== undefined).sort();
  const texts = await Promise.all(
    folders.map(async (folder) => await licenceOf(new URL(`${folder}/`, root))),
  );
  return `/*\nThis file contains:\n\n${texts.join('\n\n').replaceAll('*/', '* /')}\n*/\n`;
}

/** `node_modules/<name>` of a file in a package, the innermost one; undefined for our own files. */
function packageFolder(input: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

async function licenceOf(folder: URL): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8')) as {
    name: string;
    version: string;
    license: unknown;
  };
  if (!ALLOWED.has(license)) {
    throw new Error(`${name} ${version} cannot be bundled: its licence is ${String(license)}`);
  }
  return `${name} ${version} (${String(license)})\n${await textIn(folder)}`;
}

/** The licence's text; some packages only name it. */
async function textIn(folder: URL): Promise<string> {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e(?:\.|$)/i.test(name));
  return file === undefined
    ? ''
    : (await readFile(new URL(file, folder), 'utf8')).replaceAll('\r\n', '\n').trim();
}
