import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../src/clock.ts';
import { ApiError } from './answer.ts';

/** How far a timestamp may be from the tenant's clock, either way. */
const VALID_MS = 5 * 60_000;

/** The one key that a tenant knows. */
export interface ApiKey {
  keyId: string;
  key: string;
  keyLevel: 'Advanced' | 'Standard';
}

/** Checks the headers that prove who asks; a refusal says which proof is wrong, never what was sent. */
export class SignatureVerifier {
  readonly #key: ApiKey;
  readonly #clock: Clock;
  readonly #nonces = new SeenNonces();

  constructor(key: ApiKey, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
  }

  /** What is wrong with the request's signature, or undefined. A good Advanced signature is used up by this. */
  refusal(headers: IncomingHttpHeaders): ApiError | undefined {
    const problem = this.#problem(headers);
    return problem === undefined
      ? undefined
      : new ApiError(401, `Public API request unauthorized: ${problem}`);
  }

  #problem(headers: IncomingHttpHeaders): string | undefined {
    const authorization = headers.authorization;
    if (authorization === undefined) {
      return 'the Authorization header is missing.';
    }
    if (!same(single(headers['x-xdr-auth-id']), this.#key.keyId)) {
      return 'x-xdr-auth-id is not the id of a key of this tenant.';
    }
    if (this.#key.keyLevel === 'Advanced') {
      return this.#advancedProblem(authorization, headers);
    }
    return same(authorization, this.#key.key)
      ? undefined
      : 'Authorization is not the key; a Standard key is sent as it is, not signed with.';
  }

  #advancedProblem(authorization: string, headers: IncomingHttpHeaders): string | undefined {
    if (same(authorization, this.#key.key)) {
      return 'this is an Advanced key: it signs each request and is never sent.';
    }
    const nonce = single(headers['x-xdr-nonce']);
    if (!/^[A-Za-z0-9]{64}$/.test(nonce)) {
      return 'x-xdr-nonce must be 64 letters and digits; an Advanced key needs it.';
    }
    const timestamp = single(headers['x-xdr-timestamp']);
    if (!/^\d{1,13}000$/.test(timestamp)) {
      return 'x-xdr-timestamp must be milliseconds since the epoch, in whole seconds.';
    }
    if (Math.abs(this.#clock.now() - Number(timestamp)) > VALID_MS) {
      return "x-xdr-timestamp is more than 5 minutes from this server's time.";
    }
    if (!same(authorization, sha256(`${this.#key.key}${nonce}${timestamp}`).toString('hex'))) {
      return 'the signature does not match the key.';
    }
    return this.#nonces.add(nonce, this.#clock.now())
      ? undefined
      : 'x-xdr-nonce was used before; every attempt is signed anew.';
  }
}

/** The nonces that may still come back, and when each was seen, the oldest first. */
class SeenNonces {
  readonly #seen = new Map<string, number>();

  /** False where the nonce was seen before. */
  add(nonce: string, now: number): boolean {
    for (const [old, seen] of this.#seen) {
      // A signature is valid for so long at most: its timestamp may lie 5 minutes ahead.
      if (now - seen <= 2 * VALID_MS) {
        break;
      }
      this.#seen.delete(old);
    }
    const isNew = !this.#seen.has(nonce);
    this.#seen.set(nonce, this.#seen.get(nonce) ?? now);
    return isNew;
  }
}

function single(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Hashed first: the comparison needs equal lengths and must not tell the key's. */
function same(sent: string, expected: string): boolean {
  return timingSafeEqual(sha256(sent), sha256(expected));
}
