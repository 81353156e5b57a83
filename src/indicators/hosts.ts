import { ipv4, isIpv6, isMeaninglessAddress, isMeaninglessIpv6 } from './addresses.ts';

/** The most characters of a domain name, and of one of its labels. */
const LONGEST_NAME = 253;
/** What no label holds: every ASCII character but letters, digits, `-` and `_`. Other scripts have domains too. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what no label holds.
const NOT_IN_A_LABEL = /[\x00-\x2c\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]/;
const USUAL_DOMAIN = /^(?:[a-z\d_-]{1,63}\.)+(?!local)[a-z][a-z\d-]{1,62}$/i;
const LOCALHOST = /^(?:.+\.)?(?:localhost|localdomain)\.?$/i;
const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;

/** Whether a text is a domain with nothing unusual in it: what most are, told by one pattern. */
export function isUsualDomain(text: string): boolean {
  return text.length <= LONGEST_NAME && USUAL_DOMAIN.test(text);
}

/** Whether a text is a domain: names in any script, and such as begin with `_`. */
export function isDomain(text: string): boolean {
  if (text.length > LONGEST_NAME || NOT_IN_A_LABEL.test(text)) {
    return false;
  }
  const labels = text.split('.');
  const top = labels.at(-1) ?? '';
  return (
    labels.length > 1 && !/^\d*$/.test(top) && labels.every((label) => label !== '' && label.length < 64)
  );
}

/** Whether a name stands for one's own machine, for every name, or for no single one. */
export function isMeaninglessName(text: string): boolean {
  // What remains without wildcards and outer dots: of `*.com` a bare top-level domain, of `*.*` nothing.
  const name = text.replace(/^[*.]+/, '').replace(/\.+$/, '');
  return LOCALHOST.test(text) || name === '' || !/[.*?]/.test(name);
}

/** The host that a URL names, without the user's name and the port; undefined where there is none. */
export function hostOf(url: string): string | undefined {
  const authority = /^[^/?#\\]*/.exec(url.replace(SCHEME, ''))?.[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const inBrackets = /^\[([^\]]*)\]/.exec(host)?.[1];
  const name = inBrackets ?? host.replace(/:\d*$/, '');
  return name === '' ? undefined : name;
}

/** Whether a URL's host is one's own machine or network, or any host at all. */
export function isMeaninglessHost(host: string): boolean {
  const address = ipv4(host);
  return (
    (address >= 0 && isMeaninglessAddress(address)) ||
    (isIpv6(host) && isMeaninglessIpv6(host)) ||
    /^[*.]+$/.test(host) ||
    LOCALHOST.test(host)
  );
}

/** Whether a text begins with a scheme, such as `https://`. */
export function hasScheme(text: string): boolean {
  return SCHEME.test(text);
}
