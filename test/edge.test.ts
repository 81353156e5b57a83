import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemEdge } from '../src/edge.ts';

const certificate = fileURLToPath(new URL('./fixtures/loopback-cert.pem', import.meta.url));
const count = (text: string | undefined): number => text?.match(/BEGIN CERTIFICATE/g)?.length ?? 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xdr-edge-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the certificates of a real process', () => {
  it.each(['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'])('come from the file that %s names', (name) => {
    expect(count(systemEdge({ [name]: certificate }).extraCertificates())).toBe(1);
  });

  it('are none where the environment names none', () => {
    expect(systemEdge({ SSL_CERT_FILE: '' }).extraCertificates()).toBeUndefined();
  });

  it('come from a folder, each once, and whatever else is in it does not matter', () => {
    copyFileSync(certificate, join(folder, 'a.pem'));
    symlinkSync(join(folder, 'a.pem'), join(folder, '12345678.0'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'gone.0'));
    mkdirSync(join(folder, 'java'));
    writeFileSync(join(folder, 'README'), 'no certificate');
    expect(count(systemEdge({ REQUESTS_CA_BUNDLE: folder }).extraCertificates())).toBe(1);
  });

  it('are read no further than they can be many', () => {
    copyFileSync(certificate, join(folder, 'b.pem'));
    writeFileSync(join(folder, 'a.pem'), '');
    truncateSync(join(folder, 'a.pem'), 17 * 1024 * 1024);
    expect(count(systemEdge({ SSL_CERT_FILE: folder }).extraCertificates())).toBe(1);
    expect(() => systemEdge({ SSL_CERT_FILE: join(folder, 'a.pem') }).extraCertificates()).toThrow(
      'in which there is no certificate in PEM form',
    );
  });

  it.each([
    ['a file that is not there', (path: string) => join(path, 'none.pem'), 'which cannot be read (ENOENT)'],
    ['a folder without any', (path: string) => path, 'in which there is no certificate in PEM form'],
  ])('are an error that names the variable for %s', (_what, pathIn, words) => {
    const path = pathIn(folder);
    expect(() => systemEdge({ REQUESTS_CA_BUNDLE: path }).extraCertificates()).toThrow(
      `REQUESTS_CA_BUNDLE names '${path}', ${words}. Correct the variable`,
    );
  });
});

describe('the proxy of a real process', () => {
  const NAMES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'];
  const before = NAMES.map((name) => [name, process.env[name]] as const);
  beforeEach(() => {
    for (const name of NAMES) {
      delete process.env[name];
    }
  });
  afterEach(() => {
    for (const [name, value] of before) {
      delete process.env[name];
      Object.assign(process.env, value === undefined ? {} : { [name]: value });
    }
  });
  const proxyWith = (variables: Record<string, string>): string => {
    Object.assign(process.env, variables);
    return systemEdge(process.env).proxyFor('https://xdr.example');
  };

  it.each([
    [{}, ''],
    [{ HTTPS_PROXY: 'http://proxy.example:3128' }, 'http://proxy.example:3128'],
    [{ https_proxy: 'proxy.example:3128' }, 'http://proxy.example:3128'],
    [{ ALL_PROXY: 'http://jo:a%23b@proxy.example' }, 'http://jo:a%23b@proxy.example'],
    [{ HTTPS_PROXY: 'http://proxy.example', NO_PROXY: '.example' }, ''],
    [{ HTTPS_PROXY: 'http://proxy.example', no_proxy: 'localhost, Example' }, ''],
    [{ HTTPS_PROXY: 'http://proxy.example', NO_PROXY: 'dr.example,ample' }, 'http://proxy.example'],
  ])('of %p is %p', (variables, proxy) => {
    expect(proxyWith(variables)).toBe(proxy);
  });

  it.each([
    ['https_proxy', 'not a url', 'does not hold the address of a proxy'],
    ['HTTPS_PROXY', 'http://:3128', 'does not hold the address of a proxy'],
    ['HTTPS_PROXY', 'http://jo:s3cret/x@proxy.example:3128', 'does not hold the address of a proxy'],
    ['all_proxy', 'socks5://jo:s3cret@proxy.example', 'names a proxy of the kind socks5'],
    ['HTTPS_PROXY', 'http://jo:1#s3cret@proxy.example:3128', 'with a character that must be written as %'],
    ['HTTPS_PROXY', 'http://jo:s3cret%@proxy.example:3128', 'with a % that must be written as %25'],
  ])('that cannot be used is an error that names %s (%p), and not what is in it', (name, value, words) => {
    const thrown = (() => {
      try {
        return proxyWith({ [name]: value });
      } catch (error) {
        return String(error);
      }
    })();
    expect(thrown).toContain(`The environment variable ${name} `);
    expect(thrown).toContain(words);
    expect(thrown).toContain("or turn off 'Use system proxy settings'.");
    expect(thrown).not.toContain('s3cret');
  });
});

describe('the edge of a real process', () => {
  it('has a chance from 0 to 1', () => {
    const chance = systemEdge({}).random();
    expect(chance >= 0 && chance < 1).toBe(true);
  });
});
