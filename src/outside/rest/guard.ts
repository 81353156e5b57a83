import { readOnly } from './failures.ts';
import type { Send } from './http.ts';

/** What only reads, by method and the end of its address. Whatever is not here does not pass. */
const READING: readonly { method: string; path: RegExp }[] = [
  { method: 'GET', path: /\/about$/ },
  { method: 'POST', path: /\/indicators\/search$/ },
];

/** A line to XSOAR over which nothing can be written. */
export function readingOnly(send: Send): Send {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (!READING.some(({ method, path }) => method === request.method && path.test(pathname))) {
      throw readOnly(`${request.method} ${pathname}`);
    }
    return await send(request);
  };
}
