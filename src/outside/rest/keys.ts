import type { Secret } from '../../secret.ts';
import { type Cleaner, cleanerFor } from '../../xdr/scrub.ts';
import { type Credentials, createNonce, type KeyLevel, sign } from '../../xdr/signing.ts';

/** The key with which XSOAR is asked; the id belongs to XSOAR 8. */
export interface RestKey {
  key: Secret;
  keyId: Secret | undefined;
  /** The security level of a key of XSOAR 8. */
  keyLevel: 'Auto' | KeyLevel;
}

/** How a key is shown to a server. */
export type Way = 'bare' | KeyLevel;

/** The headers of one attempt, and what takes their secrets out of what is answered. */
export interface Signed {
  headers: Readonly<Record<string, string>>;
  clean: Cleaner;
}

/**
 * Shows a key in one of the ways. XSOAR 6 takes the key alone, and refuses a request that has an id; XSOAR 8 takes it as
 * XDR does.
 * @param now the time at the server, in ms since the epoch
 */
export function show({ key }: RestKey, credentials: Credentials, way: Way, now: number): Signed {
  if (way === 'bare') {
    const headers = { Authorization: key.reveal() };
    return { headers, clean: cleanerFor(credentials, { ...headers, 'x-xdr-auth-id': '' }) };
  }
  const headers = sign(credentials, way, now, createNonce());
  return { headers: { ...headers }, clean: cleanerFor(credentials, headers) };
}
