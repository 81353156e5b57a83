import { readFileSync } from 'node:fs';
import { getProxyForUrl } from 'proxy-from-env';
import { type Clock, systemClock } from './clock.ts';
import type { Poster } from './xdr/http.ts';

/** What the world outside gives a run: time, chance, and the environment's say about the network. */
export interface Edge {
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
  /** The proxy that the environment names for an address; empty for none. */
  proxyFor: (url: string) => string;
  /** A company's own certificate authorities, PEM, where the environment names a file of them. */
  extraCertificates: () => string | undefined;
  /** Aborts when a run is to end after the piece of work that it is at. Inside XSOAR, nobody asks for that. */
  stop?: AbortSignal;
  /** Stands between a run and XDR, where not everything may pass. */
  guard?: (line: Poster) => Poster;
}

/** The edge of a real process. */
export function systemEdge(environment: Readonly<Record<string, string | undefined>>): Edge {
  return {
    clock: systemClock,
    random: Math.random,
    proxyFor: getProxyForUrl,
    extraCertificates: () => {
      // Node reads neither by itself; Python's requests and OpenSSL do, so XSOAR's administrators set them.
      const path = environment.SSL_CERT_FILE || environment.REQUESTS_CA_BUNDLE;
      return path ? readFileSync(path, 'utf8') : undefined;
    },
  };
}
