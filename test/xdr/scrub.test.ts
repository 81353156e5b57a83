import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '../../src/secret.ts';
import { scrub } from '../../src/xdr/scrub.ts';
import { createNonce, sign } from '../../src/xdr/signing.ts';

const credentials = { key: new Secret('k3y'.repeat(20)), keyId: new Secret('47') };

describe('scrub', () => {
  it('takes out key, signature, nonce and id wherever they stand', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Advanced' as const, 'Standard' as const),
        fc.string(),
        fc.string(),
        (level, before, after) => {
          const headers = sign(credentials, level, 1e12, createNonce());
          const secrets = [credentials.key.reveal(), headers.Authorization, headers['x-xdr-nonce'] ?? ''];
          for (const secret of secrets.filter((text) => text !== '')) {
            expect(scrub(`${before}${secret}${after}${secret}`, credentials, headers)).not.toContain(secret);
          }
          expect(scrub(`id 47, "47" and key_id=47`, credentials, headers)).not.toContain('47');
        },
      ),
    );
  });

  it('leaves numbers alone that merely contain the id', () => {
    const headers = sign(credentials, 'Standard', 1e12, '');
    expect(scrub('1470 errors in v2.47', credentials, headers)).toBe('1470 errors in v2.47');
  });

  it('does not take an id with special characters for a pattern', () => {
    const odd = { key: new Secret('k'.repeat(40)), keyId: new Secret('a.c') };
    const headers = sign(odd, 'Standard', 1e12, '');
    expect(scrub('abc a.c', odd, headers)).toBe('abc [secret]');
  });

  it('has nothing to take out where the secrets are empty', () => {
    const none = { key: new Secret(''), keyId: new Secret('') };
    expect(scrub('text', none, sign(none, 'Standard', 1e12, ''))).toBe('text');
  });
});
