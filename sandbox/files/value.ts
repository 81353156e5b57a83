import { isDomain, isEmail, isIPv4, isIPv6, unicodeToASCII } from 'ioc-extractor';
import { isFileName } from './file-names.ts';
import type { Value } from './found.ts';

/** Known, but nobody's indicator: this machine, or no machine at all. */
export const LOCAL = 'local';
/** What a text is: an indicator, nobody's, or undefined for neither. */
export type Read = Value | typeof LOCAL | undefined;

const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i;
const IPV4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?:\/(\d{1,2}))?$/;
const IPV6 = /^([0-9a-f:.]{2,45})(?:%\w{1,20})?(?:\/(\d{1,3}))?$/i;
const WITH_PORT = /^(?:\[([0-9a-f:.]{2,45})\]|(\d{1,3}(?:\.\d{1,3}){3})):\d{1,5}$/i;
/** The library's own list of top-level domains is behind the world's, and its labels have no underscores or `--`. */
const DOMAIN =
  /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:xn--[a-z0-9-]{1,58}[a-z0-9]|[a-z]{2,63})$/i;
const LOCAL_NAME = /^(?:localhost|local|broadcasthost|ip6-[\w-]{1,30}|.{1,250}\.(?:localhost|localdomain))$/i;
const LOCAL_IPV4 = /^(?:0\.|127\.|255\.255\.255\.255$)/;
/** Unspecified, loopback, link-local, multicast. */
const LOCAL_IPV6 = /^(?:::1?$|fe[89ab]|fe0|ff)/i;
const SCHEME = /^([a-z][a-z0-9+.-]{1,20}):\/\/(?:[^\s/?#@]{0,200}@)?(\[[0-9a-f:.]{2,45}\]|[^\s/?#:]{1,255})/i;
const WEB = /^(?:https?|ftps?):\/\//i;
/** A host, a port, and what makes it an address of a page. */
const SCHEMELESS = /^([^\s/?#:@]{1,255})(?::\d{1,5})?[/?#]\S/;
const LONGEST_NAME = 320;
const LONGEST_URL = 8_192;
/** What no URL holds: control characters, and what would end it in any text. */
const NOT_IN_URL = /[\p{Cc}"<>]/u;

/** A hash of a file, of a kind that XSOAR knows. */
export function hash(text: string): Value | undefined {
  return HASH.test(text) ? { value: text, type: 'File' } : undefined;
}

/** An IP address or a network; a port behind it is no part of it. */
export function address(text: string): Read {
  if (text.length > LONGEST_NAME) {
    return undefined;
  }
  const [, bracketed, dotted] = WITH_PORT.exec(text) ?? [];
  return ipv4(dotted ?? text) ?? ipv6(bracketed ?? text);
}

function ipv4(text: string): Read {
  const [, bare = '', bits] = IPV4.exec(text) ?? [];
  if (!isIPv4(bare) || Number(bits ?? 0) > 32) {
    return undefined;
  }
  return LOCAL_IPV4.test(bare) ? LOCAL : { value: text, type: bits === undefined ? 'IP' : 'CIDR' };
}

function ipv6(text: string): Read {
  if (!text.includes(':')) {
    return undefined;
  }
  const [, bare = '', bits] = IPV6.exec(text) ?? [];
  if (!isIPv6(bare) || Number(bits ?? 0) > 128) {
    return undefined;
  }
  return LOCAL_IPV6.test(bare) ? LOCAL : { value: text, type: bits === undefined ? 'IPv6' : 'IPv6CIDR' };
}

/** An e-mail address. */
export function email(text: string): Value | undefined {
  return text.length <= LONGEST_NAME && text.includes('@') && isEmail(text, { strict: false })
    ? { value: text, type: 'Email' }
    : undefined;
}

/**
 * A domain name, of any top-level domain; a dot or a slash at its end is no part of it, `*.` before it makes it stand for all
 * below it.
 * @param known only top-level domains that exist
 */
export function domain(text: string, known = false): Read {
  if (text.length > LONGEST_NAME || !text.includes('.')) {
    return LOCAL_NAME.test(text) ? LOCAL : undefined;
  }
  const bare = text.replace(/^\*?\./, '').replace(/\.?\/?$/, '');
  if (LOCAL_NAME.test(bare)) {
    return LOCAL;
  }
  const ascii = (/[^\0-\x7f]/.test(bare) ? unicodeToASCII(bare) : bare).toLowerCase();
  if (!DOMAIN.test(ascii) || (known && !isDomain(ascii))) {
    return undefined;
  }
  return text.startsWith('*.')
    ? { value: `*.${ascii}`, type: 'DomainGlob' }
    : { value: ascii, type: 'Domain' };
}

/**
 * A URL with a scheme.
 * @param strict only of the web, without blanks, and with a host that can exist: for texts where none is announced
 */
export function url(text: string, strict = false): Read {
  const [, scheme = '', host = ''] = SCHEME.exec(text.slice(0, LONGEST_URL)) ?? [];
  if (scheme === '' || text.length > LONGEST_URL || NOT_IN_URL.test(text)) {
    return undefined;
  }
  if (isLocalHost(host)) {
    return LOCAL;
  }
  if (strict && (!WEB.test(text) || /\s/.test(text) || !URL.canParse(text) || !/[.[]/.test(host))) {
    return undefined;
  }
  return { value: text, type: 'URL' };
}

/** An address of a page without a scheme, such as `example.com:8080/a`. */
export function schemelessUrl(text: string, known = false): Read {
  const [, host] = SCHEMELESS.exec(text.slice(0, LONGEST_URL)) ?? [];
  if (host === undefined || text.length > LONGEST_URL || NOT_IN_URL.test(text) || IPV4.test(text)) {
    return undefined;
  }
  const of = ipv4(host) ?? domain(host, known);
  return of === LOCAL || of === undefined ? of : { value: text, type: 'URL' };
}

function isLocalHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return LOCAL_NAME.test(bare) || ipv4(bare) === LOCAL || ipv6(bare) === LOCAL;
}

/** What an entry of a list is, which names an indicator whatever its top-level domain. */
export function entry(text: string): Read {
  if (text.length < 2 || text.length > LONGEST_URL) {
    return undefined;
  }
  if (text.includes('://')) {
    return url(text, true);
  }
  return hash(text) ?? address(text) ?? email(text) ?? nameOf(text) ?? schemelessUrl(text);
}

function nameOf(text: string): Read {
  const host = withoutPort(text);
  return isFileName(host) ? undefined : domain(host);
}

/** A host without its port. */
export function withoutPort(text: string): string {
  return text.replace(/:\d{1,5}$/, '');
}
