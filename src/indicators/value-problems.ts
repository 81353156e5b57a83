import { ipv4, isIpv6, isMeaninglessAddress, isNetwork, isPrivateAddress } from './addresses.ts';
import { isDefanged } from './defanged.ts';
import { hasScheme, hostOf, isDomain, isMeaninglessHost, isMeaninglessName } from './hosts.ts';
import type { Rejection } from './rejection.ts';
import * as because from './value-reasons.ts';

// Why an unusual value is not worth sending; undefined where it is. Not quick, and seldom needed.

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffd]|(?! )\p{Zs}/u;
const WILDCARDS_ONLY = /^[*?.%]+$/;
const EMAIL = /^(?:mailto:)?[^@\s/:]+@[^@\s/:]+$/i;
/** The first characters of what follows a name in a URL. */
const MORE_THAN_A_NAME = /[/\\:?#]/;
/** The size of a block, then two hashes of the file in parts: ssdeep. */
const FUZZY_HASH = /^\d+:[^:]+:[^:]+$/;

/** Why a text that is no IPv4 address is none. */
export function addressProblem(value: string, indicatorType: string): Rejection {
  const problem = textProblem(value) ?? defangedProblem(value) ?? typeProblem(value, indicatorType);
  if (problem !== undefined) {
    return problem;
  }
  if (isMeaninglessHost(value)) {
    return because.meaningless(value);
  }
  if (hasScheme(value) || value.includes('/')) {
    return because.otherType(value, indicatorType, 'a URL');
  }
  return isDomain(value)
    ? because.otherType(value, indicatorType, 'a domain')
    : because.wrongShape(value, indicatorType, 'an IPv4 address');
}

export function domainProblem(value: string, indicatorType: string): Rejection | undefined {
  const problem = textProblem(value) ?? defangedProblem(value) ?? typeProblem(value, indicatorType);
  if (problem !== undefined) {
    return problem;
  }
  if (MORE_THAN_A_NAME.test(value)) {
    return because.otherType(value, indicatorType, 'a URL');
  }
  if (isMeaninglessName(value)) {
    return because.meaningless(value);
  }
  return isDomain(value) ? undefined : because.wrongShape(value, indicatorType, 'a domain');
}

export function hashProblem(value: string): Rejection {
  const problem = unseenProblem(value);
  if (problem !== undefined) {
    return problem;
  }
  return /[./\\]/.test(value) && !FUZZY_HASH.test(value) ? because.fileName(value) : because.hash(value);
}

/** A URL goes to XDR as a path. A type of the customer's own may hold paths of files: these may have blanks. */
export function pathProblem(
  value: string,
  indicatorType: string,
  excludePrivate: boolean,
): Rejection | undefined {
  if (indicatorType.toUpperCase() !== 'URL') {
    return unseenProblem(value);
  }
  const problem = textProblem(value) ?? defangedProblem(value, value.replace(/[?#].*$/s, ''));
  return problem ?? urlProblem(value, indicatorType) ?? hostProblem(value, excludePrivate);
}

/** A type that the mapping does not know goes as it is, unless it is one that XDR surely has no place for. */
export function otherProblem(value: string, indicatorType: string, type: string): Rejection | undefined {
  if (type === 'IPV6' && !isNetwork(value)) {
    return because.ipv6(value, indicatorType);
  }
  if (type.startsWith('IPV6')) {
    return because.network(value, indicatorType);
  }
  return type.startsWith('EMAIL') ? because.email(value, indicatorType) : unseenProblem(value);
}

function urlProblem(value: string, indicatorType: string): Rejection | undefined {
  if (hasScheme(value)) {
    return hostOf(value) === undefined && !/^file:/i.test(value)
      ? because.wrongShape(value, indicatorType, 'a URL')
      : undefined;
  }
  const problem = typeProblem(value, indicatorType);
  if (problem !== undefined || MORE_THAN_A_NAME.test(value)) {
    return problem;
  }
  if (isMeaninglessName(value)) {
    return because.meaningless(value);
  }
  return isDomain(value)
    ? because.otherType(value, indicatorType, 'a domain')
    : because.wrongShape(value, indicatorType, 'a URL');
}

function hostProblem(url: string, excludePrivate: boolean): Rejection | undefined {
  const host = hostOf(url) ?? '';
  if (isMeaninglessHost(host)) {
    return because.meaningless(url);
  }
  const address = ipv4(host);
  return excludePrivate && address >= 0 && isPrivateAddress(address)
    ? because.privateAddress(url)
    : undefined;
}

/** The value is of a kind that another type has, or none. */
function typeProblem(value: string, indicatorType: string): Rejection | undefined {
  if (EMAIL.test(value)) {
    return because.email(value, indicatorType);
  }
  const address = ipv4(value.replace(/\/32$/, ''));
  if (address >= 0) {
    return isMeaninglessAddress(address)
      ? because.meaningless(value)
      : because.otherType(value, indicatorType, 'an IP address');
  }
  if (isIpv6(value)) {
    return because.ipv6(value, indicatorType);
  }
  return isNetwork(value) ? because.network(value, indicatorType) : undefined;
}

/** @param part of the value: what a URL asks for may hold brackets */
function defangedProblem(value: string, part = value): Rejection | undefined {
  return isDefanged(part) ? because.defanged(value) : undefined;
}

/** What is wrong with a value that holds no blanks at all when it is right. */
function textProblem(value: string): Rejection | undefined {
  return unseenProblem(value) ?? (value.includes(' ') ? because.blanksWithin(value) : undefined);
}

/** What is wrong with a value of any type: invisible characters, blanks around it, nothing but wildcards. */
function unseenProblem(value: string): Rejection | undefined {
  const found = INVISIBLE.exec(value);
  if (found !== null) {
    return because.invisible(value, found[0]);
  }
  if (value.startsWith(' ') || value.endsWith(' ')) {
    return because.blanksAround(value);
  }
  return WILDCARDS_ONLY.test(value) ? because.meaningless(value) : undefined;
}
