import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCertificates } from '../../../src/certificates.ts';
import { parseConfig } from '../../../src/config.ts';
import { failureText } from '../../../src/errors.ts';
import { proxyFor } from '../../../src/proxy-variable.ts';
import { parseState } from '../../../src/sync/memory/state.ts';
import { instanceParams } from '../../support/instance.ts';

/** What a call says when it fails. */
export function failing(call: () => unknown): string {
  try {
    call();
  } catch (thrown) {
    return failureText(thrown);
  }
  return '';
}

/** What wrong settings, and a wrong environment, say. */
export function settingsMessages(): string[] {
  const odd: Record<string, unknown>[] = [
    { url: 'not an address' },
    { url: '' },
    { apikey_creds: 'odd' },
    { apikey_creds: { password: 'a b' } },
    { feedFetchInterval: '5' },
    { insecure: 'perhaps', tlp_color: 'PURPLE', retire_limit: 'many', feedTags: 7 },
    { retire_limit: '-1', severity: { a: 1 } },
    { retire_limit: '5000000' },
    { comments_as_tags: true },
    { comments_as_tags: true, xsoar_comments_field: 'a,b' },
  ];
  return [
    ...odd.map((params) =>
      failing(() => parseConfig({ ...instanceParams('https://x.example'), ...params }, true)),
    ),
    failing(() => parseState({ ts: 'yesterday' })),
    ...proxyMessages(),
    ...certificateMessages(),
  ];
}

function proxyMessages(): string[] {
  const before = process.env.https_proxy;
  const values = ['not a url', 'socks5://a.example', 'http://jo:1#2@a.example', 'http://jo:%@a.example'];
  try {
    return values.map((value) => {
      process.env.https_proxy = value;
      return failing(() => proxyFor('https://x.example', process.env));
    });
  } finally {
    delete process.env.https_proxy;
    Object.assign(process.env, before === undefined ? {} : { https_proxy: before });
  }
}

function certificateMessages(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'xdr-produced-'));
  try {
    return [folder, join(folder, 'none')].map((path) =>
      failing(() => readCertificates({ SSL_CERT_FILE: path })),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
