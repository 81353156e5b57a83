import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/secret.ts';
import { createNonce, sign } from '../../src/xdr/signing.ts';

const KEY =
  't3PkfrEhaRAD9a3r6Lq5cVPyqdMqtLd8cOJlSWUtbslkbERUgb2BTkSNRtDr3C6CWAgYqxvyzwDFJ83BLBgu1V2cxQY7rsoo2ks2u3W2aBL2BlteF8C8u75lCVUrNbv1';
const credentials = { key: new Secret(KEY), keyId: new Secret('7') };

describe('signing', () => {
  it('gives the signature of the test vector for an Advanced key', () => {
    const headers = sign(credentials, 'Advanced', 1_590_969_600_000, '1'.repeat(64));
    expect(headers).toEqual({
      Authorization: 'da94963b561e3c95899d843b1284cecf410606e9e809be528ec1cf03880c6e9e',
      'x-xdr-auth-id': '7',
      'x-xdr-nonce': '1'.repeat(64),
      'x-xdr-timestamp': '1590969600000',
    });
  });

  it('tells XDR whole seconds, as milliseconds', () => {
    const headers = sign(credentials, 'Advanced', 1_590_969_600_999, '1'.repeat(64));
    expect(headers['x-xdr-timestamp']).toBe('1590969600000');
    expect(headers.Authorization).toBe('da94963b561e3c95899d843b1284cecf410606e9e809be528ec1cf03880c6e9e');
  });

  it('sends a Standard key as it is, without nonce and timestamp', () => {
    expect(sign(credentials, 'Standard', 1_590_969_600_000, '1'.repeat(64))).toEqual({
      Authorization: KEY,
      'x-xdr-auth-id': '7',
    });
  });

  it('makes nonces of 64 characters that do not repeat and use the whole alphabet', () => {
    const nonces = Array.from({ length: 200 }, createNonce);
    expect(new Set(nonces).size).toBe(200);
    for (const nonce of nonces) {
      expect(nonce).toMatch(/^[A-Za-z0-9]{64}$/);
    }
    expect(new Set(nonces.join('')).size).toBe(62);
  });
});
