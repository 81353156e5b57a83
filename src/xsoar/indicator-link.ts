import type { Host } from './host.ts';
import { isAtLeast } from './server-version.ts';

/** From this version on an indicator's page has an address without `#`. */
const FIRST_SAAS_VERSION = [8, 0] as const;

/** Makes the addresses of indicators' pages, by their ids. @throws HostError when XSOAR does not say its own address */
export async function linkBuilder(host: Host): Promise<(id: string) => string> {
  const isSaas = isAtLeast(await host.version(), FIRST_SAAS_VERSION);
  const server = (await host.serverUrl()).replace(/\/+$/, '');
  const page = isSaas ? 'indicator' : '#/indicator';
  // Half a surrogate pair is no character and cannot be part of an address.
  return (id) => `${server}/${page}/${encodeURIComponent(id.replace(/[\ud800-\udfff]/gu, ''))}`;
}
