import type { Credentials, SignedHeaders } from './signing.ts';

const PLACEHOLDER = '[secret]';

/** Takes a request's secrets out of what XDR answered to it. */
export interface Cleaner {
  /** For anything that XDR says. */
  text(text: string): string;
  /** For the value of an indicator: the id of the key, often a short number, may be a part of it by chance. */
  value(value: string): string;
}

export function cleanerFor(credentials: Credentials, headers: SignedHeaders): Cleaner {
  return {
    text: (text) => scrub(text, credentials, headers),
    value: (value) => withoutKey(value, credentials, headers),
  };
}

/** Takes out of a foreign text whatever of a request's secrets it repeats: key, id, signature and nonce. */
export function scrub(text: string, credentials: Credentials, headers: SignedHeaders): string {
  return withoutId(withoutKey(text, credentials, headers), credentials.keyId.reveal());
}

function withoutKey(text: string, { key }: Credentials, headers: SignedHeaders): string {
  const secrets = [key.reveal(), headers.Authorization, headers['x-xdr-nonce']];
  let clean = text;
  for (const secret of secrets) {
    if (secret !== undefined && secret !== '') {
      clean = clean.replaceAll(secret, PLACEHOLDER);
    }
  }
  return clean;
}

/** An id is often a short number, so only where it stands alone, not inside a longer word. */
function withoutId(text: string, id: string): string {
  if (id === '') {
    return text;
  }
  const literal = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}.])${literal}(?![\\p{L}\\p{N}])`, 'gu'), PLACEHOLDER);
}
