import {
  isDomain,
  isEmail,
  isIPv4,
  isIPv6,
  isMD5,
  isSHA1,
  isSHA256,
  isSHA512,
  unicodeToASCII,
} from 'ioc-extractor';

/** An indicator that was found in a text; `type` is XSOAR's name for its kind. */
export interface Found {
  value: string;
  type: 'IP' | 'IPv6' | 'CIDR' | 'Domain' | 'URL' | 'File' | 'Email';
}

/**
 * How a word is read: as an `entry` of a list, which names an indicator whatever its top-level domain; or in `prose`,
 * where `readme.txt` must not become a domain and only known top-level domains count.
 */
export type Reading = 'entry' | 'prose';

/** Known, but nobody's indicator: this machine, or no machine at all. */
export type Nobody = 'nobody';

const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i;
const MAYBE_IPV4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:\/(\d|[12]\d|3[0-2]))?$/;
const MAYBE_IPV6 = /^[0-9a-f:.]{2,45}(?:%\w+)?$/i;
const WEB = /^(?:https?|ftp):\/\/[^\s]/i;
/** The library's own list of top-level domains is behind the world's, and its labels have no underscores or `--`. */
const DOMAIN =
  /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:xn--[a-z0-9-]{1,58}[a-z0-9]|[a-z]{2,63})$/i;
const LOCAL_NAMES = /^(?:localhost|local|broadcasthost|ip6-\w+|.*\.(?:localhost|localdomain))$/i;
const LOCAL_IPV4 = /^(?:0\.|127\.|255\.255\.255\.255$)/;
/** Unspecified, loopback, link-local, multicast. */
const LOCAL_IPV6 = /^(?:::1?$|fe[089a-f]|ff)/i;
const LONGEST_NAME = 1_000;

/** What a whole word is; undefined where it is no indicator. */
export function classify(word: string, reading: Reading): Found | Nobody | undefined {
  if (WEB.test(word)) {
    return webAddress(word);
  }
  if (word.length > LONGEST_NAME || word.length < 2) {
    return undefined;
  }
  if (HASH.test(word)) {
    return isMD5(word) || isSHA1(word) || isSHA256(word) || isSHA512(word)
      ? { value: word, type: 'File' }
      : undefined;
  }
  return address(word) ?? name(word, reading);
}

function address(word: string): Found | Nobody | undefined {
  const ipv4 = MAYBE_IPV4.exec(word);
  if (ipv4 !== null) {
    const bare = word.split('/')[0] ?? '';
    if (!isIPv4(bare)) {
      return undefined;
    }
    return LOCAL_IPV4.test(bare) ? 'nobody' : { value: word, type: ipv4[1] === undefined ? 'IP' : 'CIDR' };
  }
  if (word.includes(':') && MAYBE_IPV6.test(word) && isIPv6(word)) {
    return LOCAL_IPV6.test(word) ? 'nobody' : { value: word, type: 'IPv6' };
  }
  return undefined;
}

function name(word: string, reading: Reading): Found | Nobody | undefined {
  if (LOCAL_NAMES.test(word)) {
    return 'nobody';
  }
  if (!word.includes('.')) {
    return undefined;
  }
  if (word.includes('@')) {
    return isEmail(word, { strict: false }) ? { value: word, type: 'Email' } : undefined;
  }
  const ascii = unicodeToASCII(word);
  return DOMAIN.test(ascii) && (reading === 'entry' || isDomain(ascii))
    ? { value: ascii.toLowerCase(), type: 'Domain' }
    : undefined;
}

function webAddress(word: string): Found | Nobody | undefined {
  if (/["<>\s]/.test(word) || !URL.canParse(word)) {
    return undefined;
  }
  const host = new URL(word).hostname;
  if (LOCAL_NAMES.test(host) || LOCAL_IPV4.test(host) || host === '[::1]') {
    return 'nobody';
  }
  return host.includes('.') || host.startsWith('[') ? { value: word, type: 'URL' } : undefined;
}
