import { readCertificates } from './certificates.ts';
import { type Clock, systemClock } from './clock.ts';
import { proxyFor } from './proxy-variable.ts';

/** What the world outside gives a run: time, chance, and the environment's say about the network. */
export interface Edge {
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
  /** The proxy that the environment names for an address; empty for none. Throws a ConfigurationError. */
  proxyFor: (url: string) => string;
  /** A company's own certificate authorities, PEM, where the environment names some. Throws a ConfigurationError. */
  extraCertificates: () => string | undefined;
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
