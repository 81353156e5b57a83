import { describe, expect, it } from '@jest/globals';
import { Parameters } from '../../sandbox/terminal/params.ts';
import { parseConfig } from '../../src/config.ts';
import { DEFAULT_PARAMS } from '../../src/outside/defaults.ts';
import { manifest } from '../sandbox/terminal/support.ts';
import { KEY, KEY_ID } from '../support/xdr.ts';

describe("a program's parameters that nobody has set", () => {
  it("are the manifest's, and a severity, which the manifest asks the user for", () => {
    const given = {
      url: 'https://xdr.example',
      apikey_creds: { identifier: '', password: KEY },
      apikey_id_creds: { identifier: '', password: KEY_ID },
      severity: 'high',
    };
    const manifested = new Parameters(manifest, given).values();
    expect(parseConfig({ ...DEFAULT_PARAMS, ...given })).toEqual(parseConfig(manifested));
    expect(DEFAULT_PARAMS.feedReliability).toBe(manifested.feedReliability);
  });
});
