import { createHash, randomInt } from 'node:crypto';
import type { Secret } from '../secret.ts';

/** The two kinds of API key; a key works only in its own way. */
export type KeyLevel = 'Advanced' | 'Standard';

export interface Credentials {
  keyId: Secret;
  key: Secret;
}

/** The headers that prove who asks. Made anew for every attempt: a signature is valid for 5 minutes only. */
export interface SignedHeaders {
  Authorization: string;
  'x-xdr-auth-id': string;
  'x-xdr-nonce'?: string;
  'x-xdr-timestamp'?: string;
}

const NONCE_LENGTH = 64;
const NONCE_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** 64 random characters of A-Z a-z 0-9, from a cryptographic source. */
export function createNonce(): string {
  let nonce = '';
  for (let length = 0; length < NONCE_LENGTH; length += 1) {
    nonce += NONCE_ALPHABET.charAt(randomInt(NONCE_ALPHABET.length));
  }
  return nonce;
}

/**
 * Signs one attempt. An Advanced key signs with SHA-256 over key, nonce and time; a Standard key is sent as it is.
 * @param now the time in XDR, in ms since the epoch; XDR is told whole seconds, as ms
 */
export function sign(credentials: Credentials, level: KeyLevel, now: number, nonce: string): SignedHeaders {
  const key = credentials.key.reveal();
  const keyId = credentials.keyId.reveal();
  if (level === 'Standard') {
    return { Authorization: key, 'x-xdr-auth-id': keyId };
  }
  const timestamp = String(Math.floor(now / 1000) * 1000);
  return {
    Authorization: createHash('sha256').update(`${key}${nonce}${timestamp}`).digest('hex'),
    'x-xdr-auth-id': keyId,
    'x-xdr-nonce': nonce,
    'x-xdr-timestamp': timestamp,
  };
}
