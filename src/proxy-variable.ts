import { getProxyForUrl } from 'proxy-from-env';
import { ConfigurationError } from './errors.ts';

/** The names under which an environment may hold the proxy, in the order in which they count. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
};

const EXAMPLE = 'http://proxy.example:3128';

/**
 * The proxy that the environment names for an address, as a URL; empty for none.
 * @throws ConfigurationError that names the variable, and never what is in it: that may be a password
 */
export function proxyFor(url: string, environment: Readonly<Record<string, string | undefined>>): string {
  const named = getProxyForUrl(url);
  if (named === '') {
    return '';
  }
  const { hostname, protocol } = new URL(url);
  if (isBelowExempt(hostname, environment.no_proxy || environment.NO_PROXY || '')) {
    return '';
  }
  const names = NAMES[protocol] ?? [];
  const variable = names.find((name) => (environment[name] ?? '') !== '') ?? names[0];
  const written = (environment[variable ?? ''] ?? named).trim();
  // The usual meaning of a proxy without a scheme, whatever the address is: the way to the proxy itself is plain.
  const address = written.includes('://') ? written : `http://${written}`;
  const problem = problemOf(address);
  if (problem !== undefined) {
    throw new ConfigurationError([
      `The environment variable ${variable} ${problem}. Correct it on the XSOAR server or engine (such as ${variable}=${EXAMPLE}), or turn off 'Use system proxy settings'.`,
    ]);
  }
  return address;
}

/** The library takes a name in NO_PROXY for that host alone; to Python and curl, its subdomains are meant too. */
function isBelowExempt(host: string, noProxy: string): boolean {
  return noProxy
    .toLowerCase()
    .split(/[,\s]+/)
    .some((name) => /^[^.*:]/.test(name) && host.endsWith(`.${name}`));
}

function problemOf(address: string): string | undefined {
  if (!URL.canParse(address)) {
    return 'does not hold the address of a proxy';
  }
  const { protocol, username, password, hostname } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') {
    return `names a proxy of the kind ${protocol.slice(0, -1)}, and only http and https can be used`;
  }
  if (hostname === '') {
    return 'does not hold the address of a proxy';
  }
  // Such a character ends the host's part too early: what is left of the login would be taken for the host.
  if (username === '' && password === '' && address.includes('@')) {
    return 'has a user name or a password with a character that must be written as % and two digits (such as %23 for #)';
  }
  return isDecodable(username) && isDecodable(password)
    ? undefined
    : 'has a user name or a password with a % that must be written as %25';
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
