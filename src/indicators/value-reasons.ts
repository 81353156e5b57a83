import { describe } from './describe.ts';
import { Rejection } from './rejection.ts';

/** What a value seems to be, and the XSOAR type that fits it. */
export type Seeming = 'an IP address' | 'a domain' | 'a URL';
const TYPE_FOR: Readonly<Record<Seeming, string>> = {
  'an IP address': 'IP',
  'a domain': 'Domain',
  'a URL': 'URL',
};

/** XDR has no place for the indicator's type: the Sync Query can leave it out. */
const leaveOut = (indicatorType: string) =>
  `leave out its type in the Sync Query (-type:${describe(indicatorType)})`;

export const ipv6 = (value: string, indicatorType: string) =>
  new Rejection(
    value,
    `It is an IPv6 address (XSOAR type ${describe(indicatorType)}), and XDR takes only IPv4 addresses; keep it in XSOAR, or ${leaveOut(indicatorType)}.`,
    'ipv6',
  );

export const network = (value: string, indicatorType: string) =>
  new Rejection(
    value,
    `It is a network (XSOAR type ${describe(indicatorType)}), and XDR takes only single addresses; give XSOAR the addresses that matter, or ${leaveOut(indicatorType)}.`,
    'network',
  );

export const email = (value: string, indicatorType: string) =>
  new Rejection(
    value,
    `It is an e-mail address (XSOAR type ${describe(indicatorType)}), and XDR has no IOCs of that kind; send the domain instead, or ${leaveOut(indicatorType)}.`,
    'email',
  );

export const fileName = (value: string) =>
  new Rejection(
    value,
    'It is the name of a file, not its hash, and would match every file of that name; give XSOAR the MD5 or the SHA-256 hash of the file.',
    'file-name',
  );

export const hash = (value: string) =>
  new Rejection(
    value,
    'It is neither an MD5 nor a SHA-256 hash (32 or 64 hexadecimal digits), and XDR knows no other; use one of those for the same file.',
    'hash',
  );

export const blanksAround = (value: string) =>
  new Rejection(
    value,
    'There are blanks before or after it, so it would match nothing; correct the value in XSOAR.',
    'blanks',
  );

export const blanksWithin = (value: string) =>
  new Rejection(
    value,
    'There is a blank in it, so it would match nothing; correct the value in XSOAR, or write the blank of a URL as %20.',
    'blanks',
  );

export const invisible = (value: string, character: string) =>
  new Rejection(
    value,
    `It holds a character that cannot be seen (${codePoint(character)}), so it would match nothing; type the value anew in XSOAR.`,
    'blanks',
  );

export const defanged = (value: string) =>
  new Rejection(
    value,
    'It is written so that nobody clicks on it ("[.]", "hxxp"), and would match nothing; write it plainly in XSOAR.',
    'shape',
  );

export const otherType = (value: string, indicatorType: string, seeming: Seeming) =>
  new Rejection(
    value,
    `It is ${seeming}, but its XSOAR type is ${describe(indicatorType)}; create it with the type ${TYPE_FOR[seeming]} instead.`,
    'shape',
  );

export const wrongShape = (value: string, indicatorType: string, rightShape: string) =>
  new Rejection(
    value,
    `It does not look like ${rightShape}, but its XSOAR type is ${describe(indicatorType)}; correct the value or the type in XSOAR.`,
    'shape',
  );

export const meaningless = (value: string) =>
  new Rejection(
    value,
    "It stands for nearly everything or for nothing outside one's own machine (such as *, a bare top-level domain, localhost, 127.0.0.1); correct it in XSOAR, or judge it as not bad.",
    'meaningless',
  );

export const privateAddress = (value: string) =>
  new Rejection(
    value,
    "It is a private address, and 'Never send private addresses' is on; turn that off to send it.",
    'private',
  );

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
