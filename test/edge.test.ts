import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { systemEdge } from '../src/edge.ts';

const certificate = fileURLToPath(new URL('./fixtures/loopback-cert.pem', import.meta.url));

describe('the edge of a real process', () => {
  it.each(['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'])('reads the certificates that %s names', (name) => {
    expect(systemEdge({ [name]: certificate }).extraCertificates()).toContain('BEGIN CERTIFICATE');
  });

  it('has no certificates where the environment names none', () => {
    expect(systemEdge({ SSL_CERT_FILE: '' }).extraCertificates()).toBeUndefined();
  });

  it('has a chance from 0 to 1', () => {
    const chance = systemEdge({}).random();
    expect(chance >= 0 && chance < 1).toBe(true);
  });
});
