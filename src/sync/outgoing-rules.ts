import type { Config } from '../config.ts';
import type { OutgoingRules } from '../indicators/rules.ts';
import type { Host } from '../xsoar/host.ts';
import { isAtLeast } from '../xsoar/server-version.ts';

/** From this version on an indicator's page has an address without `#`. */
const FIRST_SAAS_VERSION = [8, 0] as const;

/**
 * How indicators are mapped in one run. XSOAR is asked for its address once, and only where the comments need it.
 * @param now the time in XDR, in ms since the epoch
 */
export function createRules(config: Config, host: Host, now: () => number): () => Promise<OutgoingRules> {
  let rules: Promise<OutgoingRules> | undefined;
  const build = async (): Promise<OutgoingRules> => ({
    ...config.outgoing,
    now: now(),
    indicatorLink: config.outgoing.commentFields.includes('indicator_link')
      ? await linkBuilder(host)
      : () => '',
  });
  return async () => {
    rules ??= build();
    return await rules;
  };
}

async function linkBuilder(host: Host): Promise<(id: string) => string> {
  const isSaas = isAtLeast(await host.version(), FIRST_SAAS_VERSION);
  const server = (await host.serverUrl()).replace(/\/+$/, '');
  const page = isSaas ? 'indicator' : '#/indicator';
  // Half a surrogate pair is no character and cannot be part of an address.
  return (id) => `${server}/${page}/${encodeURIComponent(id.replace(/[\ud800-\udfff]/gu, ''))}`;
}
