import { readCertificates } from './certificates.ts';
import { type Clock, systemClock } from './clock.ts';
import { proxyFor } from './proxy-variable.ts';
import type { Poster } from './xdr/http.ts';

/** What the world outside gives a run: time, chance, and the environment's say about the network. */
export interface Edge {
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
  /** The proxy that the environment names for an address; empty for none. Throws a ConfigurationError. */
  proxyFor: (url: string) => string;
  /** A company's own certificate authorities, PEM, where the environment names some. Throws a ConfigurationError. */
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
    proxyFor: (url) => proxyFor(url, environment),
    extraCertificates: () => readCertificates(environment),
  };
}
