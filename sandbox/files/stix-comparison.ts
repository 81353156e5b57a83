import { type Items, leaveOut, type Said } from './found.ts';
import type { Kind } from './kinds.ts';
import * as because from './reasons.ts';
import type { Comparison } from './stix-pattern.ts';
import { readTyped } from './typed.ts';

/** Observations whose `value` says what was seen. */
export const ADDRESSES: ReadonlyMap<unknown, Kind> = new Map([
  ['ipv4-addr', 'ip'],
  ['ipv6-addr', 'ip'],
  ['domain-name', 'domain'],
  ['url', 'url'],
  ['email-addr', 'email'],
]);
/** What one comparison of a pattern names: an indicator for each value, or why it is none. */
export function* readComparison({ path, operator, negated, values }: Comparison, more: Said): Items {
  const type = typeOf(path);
  const subset = operator === 'ISSUBSET' && type === 'ipv4-addr';
  const shown = `${path} ${operator} ${values.join(', ')}`;
  if (negated) {
    yield leaveOut(shown, because.NEGATED);
  } else if (type !== undefined && operator !== '=' && operator !== 'IN' && !subset) {
    yield leaveOut(shown, because.NOT_EQUAL);
  } else {
    for (const value of values.length === 0 ? [shown] : values) {
      yield* readTyped(type ?? path, value, more);
    }
  }
}

/** What the value at a path is; undefined for what is no indicator. */
function typeOf(path: string): string | undefined {
  const hashes = /(?:^|[:.])hashes\.([\w-]+)$/.exec(path);
  if (hashes !== null) {
    return hashes[1];
  }
  const [, object = '', property = ''] = /^([\w-]+):(.*)$/.exec(path) ?? [];
  if (property === 'value') {
    return object === 'ipv6-addr' ? 'ipv4-addr' : ADDRESSES.has(object) ? object : undefined;
  }
  if (/_refs?(?:\[[\d*]+\])?\.value$/.test(property)) {
    // An address of a mail, else one end of a connection: an IP address or a name.
    return object === 'email-message' ? 'email-addr' : 'domain-name';
  }
  return undefined;
}
