import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, messageOf } from './errors.ts';
import { isRecord } from './indicators/json.ts';

/** Where an administrator names a company's own authorities. Node reads neither by itself; Python and OpenSSL do. */
const VARIABLES = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'] as const;

/** A folder of certificates has some hundreds; more is a folder of something else. */
const MOST_FILES = 2_000;
/** The most that is read in all, in bytes: all the public authorities take a quarter of a megabyte. */
const MOST_BYTES = 16 * 1024 * 1024;

const CERTIFICATE = /-----BEGIN (X509 )?CERTIFICATE-----[^-]+-----END (X509 )?CERTIFICATE-----/g;

/**
 * The certificates, PEM, in the file or the folder that the environment names; undefined where it names none.
 * @throws ConfigurationError that names the variable, where they cannot be read
 */
export function readCertificates(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const variable = VARIABLES.find((name) => (environment[name] ?? '') !== '');
  const path = variable === undefined ? '' : (environment[variable] ?? '');
  if (variable === undefined) {
    return undefined;
  }
  const fail = (what: string): never => {
    throw new ConfigurationError([
      `${variable} names '${path}', ${what}. Correct the variable on the XSOAR server or engine, or tick 'Trust any certificate (not secure)'.`,
    ]);
  };
  let found: string;
  try {
    found = statSync(path).isDirectory() ? inFolder(path) : inFile(path, MOST_BYTES).text;
  } catch (thrown) {
    return fail(`which cannot be read (${codeOf(thrown)})`);
  }
  return found === '' ? fail('in which there is no certificate in PEM form') : found;
}

/** Each once: a folder as OpenSSL likes it holds every certificate under several names. */
function inFolder(folder: string): string {
  const found = new Set<string>();
  let left = MOST_BYTES;
  const files = readdirSync(folder, { withFileTypes: true }).filter(mayBeCertificate).slice(0, MOST_FILES);
  for (const { name } of files) {
    const { text, size } = inFileIfReadable(join(folder, name), left);
    left -= size;
    if (text !== '') {
      found.add(text);
    }
  }
  return [...found].join('\n');
}

function mayBeCertificate(entry: Dirent): boolean {
  return entry.isFile() || entry.isSymbolicLink();
}

/** A folder may hold what is no business of ours: links to nowhere, keys that only root reads. */
function inFileIfReadable(path: string, left: number): { text: string; size: number } {
  try {
    return inFile(path, left);
  } catch {
    return { text: '', size: 0 };
  }
}

function inFile(path: string, left: number): { text: string; size: number } {
  const { size } = statSync(path);
  if (size > left) {
    return { text: '', size: 0 };
  }
  return { text: (readFileSync(path, 'latin1').match(CERTIFICATE) ?? []).join('\n'), size };
}

function codeOf(thrown: unknown): string {
  return isRecord(thrown) && typeof thrown.code === 'string' ? thrown.code : messageOf(thrown);
}
