import { legible } from '../xsoar/markdown.ts';

/** What an instance's settings are called out here, where there is no instance. */
const NAMES: readonly (readonly [inside: string, outside: string])[] = [
  ["'API Key Security Level'", 'XDR_KEY_LEVEL'],
  ["'API Key ID'", 'XDR_API_KEY_ID'],
  ["'API Key'", 'XDR_API_KEY'],
  ["'Server URL'", 'the address behind --xdr'],
  ["'Trust any certificate (not secure)'", '--insecure'],
  ["'Use system proxy settings'", '--proxy'],
  ["'Sync Query'", "--set query='…' (the Sync Query)"],
  [" in the instance's settings", ''],
];

/** A text of the integration as one reads it outside of XSOAR; line by line, and nothing in it is hidden. */
export function asOutside(text: string): string {
  const renamed = NAMES.reduce((said, [inside, outside]) => said.replaceAll(inside, outside), text);
  return renamed.split('\n').map(legible).join('\n');
}

/** A count and its word: `1 request`, `2,000 requests`. */
export function counted(count: number, word: string): string {
  return `${number(count)} ${word}${count === 1 ? '' : 's'}`;
}

/** A count as people read it. */
export function number(count: number): string {
  return count.toLocaleString('en-US');
}
