import type { IncomingRules, OutgoingRules } from './indicators/rules.ts';
import type { Secret } from './secret.ts';

export type KeyLevel = 'Advanced' | 'Standard';

/** The instance's parameters, checked. */
export interface Config {
  /** The origin of XDR's API, such as `https://api-acme.xdr.eu.paloaltonetworks.com`. */
  url: string;
  keyId: Secret;
  key: Secret;
  keyLevel: 'Auto' | KeyLevel;
  insecure: boolean;
  useProxy: boolean;
  fetchIndicators: boolean;
  fetchIntervalMinutes: number;
  autoSync: boolean;
  query: string;
  maxRunSeconds: number;
  extensiveLogs: boolean;
  outgoing: Omit<OutgoingRules, 'now' | 'indicatorLink'>;
  incoming: IncomingRules;
}
