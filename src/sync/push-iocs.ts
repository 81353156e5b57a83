import { XdrError } from '../errors.ts';
import type { Ioc } from '../indicators/ioc.ts';
import { MAX_IOCS_PER_PUSH, type XdrClient } from '../xdr/client.ts';
import type { Refused } from './refusals.ts';

/**
 * Pushes IOCs, as many requests as it takes: at most 40,000 each, and halves of what XDR finds too large.
 * @returns what XDR refused, a single IOC that is too large for a request included
 * @throws XdrError when XDR did not take a push: what it took before is there already, and pushing again is harmless
 */
export async function pushIocs(xdr: XdrClient, iocs: readonly Ioc[]): Promise<Refused[]> {
  const refused: Refused[] = [];
  const waiting: (readonly Ioc[])[] = [];
  for (let start = iocs.length; start > 0; start -= MAX_IOCS_PER_PUSH) {
    waiting.push(iocs.slice(Math.max(0, start - MAX_IOCS_PER_PUSH), start));
  }
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    try {
      refused.push(...(await xdr.insertIocs(part)));
    } catch (thrown) {
      if (!(thrown instanceof XdrError) || thrown.kind !== 'too-large') {
        throw thrown;
      }
      const [first] = part;
      if (part.length === 1 && first !== undefined) {
        refused.push({ value: first.indicator, reason: `Too large for a request to XDR. ${thrown.advice}` });
      } else {
        const middle = part.length >> 1;
        waiting.push(part.slice(middle), part.slice(0, middle));
      }
    }
  }
  return refused;
}
