import { ipv4, isMeaninglessAddress, isPrivateAddress } from './addresses.ts';
import { isUsualDomain } from './hosts.ts';
import type { Rejection } from './rejection.ts';
import { xdrType } from './types.ts';
import { addressProblem, domainProblem, hashProblem, otherProblem, pathProblem } from './value-problems.ts';
import * as because from './value-reasons.ts';

/** A value as it goes to XDR, and the type it has there. */
export interface SendableValue {
  indicator: string;
  type: string;
}

export interface ValueRules {
  /** The parameter *Never send private addresses*. */
  excludePrivate: boolean;
}

/** How XSOAR writes a network of a single address; XDR takes the address. */
const ONE_ADDRESS = '/32';
/** How many hexadecimal digits the hashes have that XDR knows. */
const MD5 = 32;
const SHA256 = 64;
/** A URL with nothing unusual in it. Its parts have bounds, so that no long value can exhaust the pattern's stack. */
const USUAL_URL =
  /^https?:\/\/(?:[a-z\d_-]{1,63}\.){1,9}(?!local)[a-z][a-z\d-]{1,62}(?::\d{1,5})?(?:[/?#][\x21-\x7e]*)?$/i;

/**
 * Judges a value by itself: how it goes to XDR, or why it is not worth sending. The usual value is told by one
 * pattern, because this runs for every indicator of a sync; only what is unusual is looked at closely.
 */
export function judgeValue(
  value: string,
  indicatorType: string,
  { excludePrivate }: ValueRules,
): SendableValue | Rejection {
  const type = xdrType(indicatorType);
  let problem: Rejection | undefined;
  switch (type) {
    case 'IP':
    case 'CIDR':
      return judgeAddress(value, indicatorType, excludePrivate);
    case 'DOMAIN_NAME':
      problem = isUsualDomain(value) ? undefined : domainProblem(value, indicatorType);
      break;
    case 'HASH':
      problem = isHash(value) ? undefined : hashProblem(value);
      break;
    case 'PATH':
      problem = USUAL_URL.test(value) ? undefined : pathProblem(value, indicatorType, excludePrivate);
      break;
    default:
      problem = otherProblem(value, indicatorType, type);
  }
  return problem ?? { indicator: value, type };
}

/**
 * Two values are the same IOC exactly when their keys are equal: in any case where case means nothing, and
 * `a.b.c.d/32` as `a.b.c.d`.
 * @param xdrType XDR's name of the type
 */
export function valueKey(value: string, xdrType: string): string {
  switch (xdrType) {
    case 'IP':
    case 'CIDR':
      return oneAddress(value).toLowerCase();
    case 'DOMAIN_NAME':
    case 'HASH':
    case 'EMAIL':
    case 'EMAIL_ADDRESS':
      return value.toLowerCase();
    default:
      return value;
  }
}

/** Under which spellings XSOAR may hold a value of XDR's, its own first. */
export function spellings(value: string, xdrType: string): string[] {
  const key = valueKey(value, xdrType);
  const asNetwork = xdrType === 'IP' && ipv4(key) >= 0 ? [`${key}${ONE_ADDRESS}`] : [];
  return [...new Set([value, key, ...asNetwork])];
}

function judgeAddress(
  value: string,
  indicatorType: string,
  excludePrivate: boolean,
): SendableValue | Rejection {
  const indicator = oneAddress(value);
  const address = ipv4(indicator);
  if (address < 0) {
    return addressProblem(value, indicatorType);
  }
  if (isMeaninglessAddress(address)) {
    return because.meaningless(value);
  }
  return excludePrivate && isPrivateAddress(address)
    ? because.privateAddress(value)
    : { indicator, type: 'IP' };
}

/** Digit by digit: a pattern takes four times as long, and most indicators are hashes. */
function isHash(value: string): boolean {
  if (value.length !== MD5 && value.length !== SHA256) {
    return false;
  }
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    // Bit 5 is what makes a capital letter small.
    const small = code | 0x20;
    if (!((code >= 0x30 && code <= 0x39) || (small >= 0x61 && small <= 0x66))) {
      return false;
    }
  }
  return true;
}

/** `a.b.c.d` of `a.b.c.d/32`; any other text as it is. */
function oneAddress(value: string): string {
  if (!value.endsWith(ONE_ADDRESS)) {
    return value;
  }
  const address = value.slice(0, -ONE_ADDRESS.length);
  return ipv4(address) < 0 ? value : address;
}
