import type { Credentials, SignedHeaders } from './signing.ts';

const PLACEHOLDER = '[secret]';

/** Takes out of a foreign text whatever of a request's secrets it repeats: key, id, signature and nonce. */
export function scrub(text: string, credentials: Credentials, headers: SignedHeaders): string {
  const secrets = [credentials.key.reveal(), headers.Authorization, headers['x-xdr-nonce']];
  let clean = text;
  for (const secret of secrets) {
    if (secret !== undefined && secret !== '') {
      clean = clean.replaceAll(secret, PLACEHOLDER);
    }
  }
  return withoutId(clean, credentials.keyId.reveal());
}

/** An id is often a short number, so only where it stands alone, not inside a longer word. */
function withoutId(text: string, id: string): string {
  if (id === '') {
    return text;
  }
  const literal = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}.])${literal}(?![\\p{L}\\p{N}])`, 'gu'), PLACEHOLDER);
}
