import type { Config } from '../config.ts';
import type { OutgoingRules } from '../indicators/rules.ts';
import type { Host } from '../xsoar/host.ts';
import { isAtLeast } from '../xsoar/server-version.ts';
import type { Engine } from './engine.ts';

/** From this version on an indicator's page has an address without `#`. */
const FIRST_SAAS_VERSION = [8, 0] as const;

/**
 * How indicators are mapped in one run, by the present settings or by others. XSOAR is asked for its address once, and
 * only where the comments need it.
 * @param now the time in XDR, in ms since the epoch
 */
export function createRules(config: Config, host: Host, now: () => number): Engine['outgoingRules'] {
  let link: Promise<(id: string) => string> | undefined;
  let present: Promise<OutgoingRules> | undefined;
  const build = async (settings: Config['outgoing']): Promise<OutgoingRules> => {
    const needsLink = settings.commentFields.includes('indicator_link');
    if (needsLink) {
      link ??= linkBuilder(host);
    }
    return {
      ...settings,
      now: now(),
      indicatorLink: needsLink && link !== undefined ? await link : () => '',
    };
  };
  return async (settings) => {
    if (settings !== undefined) {
      return await build(settings);
    }
    present ??= build(config.outgoing);
    return await present;
  };
}

async function linkBuilder(host: Host): Promise<(id: string) => string> {
  const isSaas = isAtLeast(await host.version(), FIRST_SAAS_VERSION);
  const server = (await host.serverUrl()).replace(/\/+$/, '');
  const page = isSaas ? 'indicator' : '#/indicator';
  // Half a surrogate pair is no character and cannot be part of an address.
  return (id) => `${server}/${page}/${encodeURIComponent(id.replace(/[\ud800-\udfff]/gu, ''))}`;
}
