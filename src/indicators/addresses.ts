const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const GROUPS = 8;

/** Ranges of IPv4 addresses, each from its first address to its last. */
const range = (first: string, last: string) => ({ first: ipv4(first), last: ipv4(last) });
const PRIVATE = [
  range('10.0.0.0', '10.255.255.255'),
  range('172.16.0.0', '172.31.255.255'),
  range('192.168.0.0', '192.168.255.255'),
];
const LOOPBACK = range('127.0.0.0', '127.255.255.255');
const LINK_LOCAL = range('169.254.0.0', '169.254.255.255');
const MULTICAST = range('224.0.0.0', '239.255.255.255');
const UNSPECIFIED = 0;
const BROADCAST = 2 ** 32 - 1;

/**
 * An IPv4 address as a number; -1 where the text is none. It reads character by character, because it runs for every
 * address of a sync. `010` is none: some programs take it for 8, others for 10.
 */
export function ipv4(text: string): number {
  let address = 0;
  let part = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE && part !== 0) {
      part = (part < 0 ? 0 : part * 10) + code - ZERO;
      if (part > 255) {
        return -1;
      }
    } else if (code === DOT && part >= 0 && dots < 3) {
      address = address * 256 + part;
      part = -1;
      dots += 1;
    } else {
      return -1;
    }
  }
  return dots === 3 && part >= 0 ? address * 256 + part : -1;
}

/** Whether an address never leaves its own machine or network, or stands for all or none: nothing to block. */
export function isMeaninglessAddress(address: number): boolean {
  return (
    address === UNSPECIFIED ||
    address === BROADCAST ||
    isWithin(address, LOOPBACK) ||
    isWithin(address, LINK_LOCAL) ||
    isWithin(address, MULTICAST)
  );
}

/** Whether an address is one of those that every company may use inside (RFC 1918). */
export function isPrivateAddress(address: number): boolean {
  return PRIVATE.some((one) => isWithin(address, one));
}

/** Whether a text is an IPv6 address, with or without a zone. */
export function isIpv6(text: string): boolean {
  const address = text.replace(/%[^/]*$/, '');
  const groups = address.split(':', GROUPS + 2);
  const last = groups.at(-1) ?? '';
  const embeds = last.includes('.') && ipv4(last) >= 0;
  const count = groups.length + (embeds ? 1 : 0);
  const isShort = address.includes('::');
  return (
    groups.length > 2 &&
    (isShort ? count <= GROUPS + 1 : count === GROUPS) &&
    groups.every((group, at) => (embeds && at === groups.length - 1) || /^[\da-f]{0,4}$/i.test(group))
  );
}

/** Whether an IPv6 address never leaves its own machine or network, or stands for all or none. */
export function isMeaninglessIpv6(address: string): boolean {
  return /^(?:[0:]*:[01]?|fe[89ab][\da-f]:.*|ff[\da-f]{2}:.*)$/i.test(address);
}

/** Whether a text names many addresses: `a.b.c.d/n`, the same in IPv6, or the first and the last of them. */
export function isNetwork(text: string): boolean {
  const [address = '', length] = text.split('/', 3);
  if (length !== undefined && /^\d{1,3}$/.test(length) && text === `${address}/${length}`) {
    return ipv4(address) >= 0 || isIpv6(address);
  }
  const [first = '', last, more] = text.split('-', 3);
  return last !== undefined && more === undefined && ipv4(first) >= 0 && ipv4(last) >= 0;
}

function isWithin(address: number, { first, last }: { first: number; last: number }): boolean {
  return address >= first && address <= last;
}
