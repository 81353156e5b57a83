import { type Item, leaveOut } from './found.ts';
import { isBlocked } from './hosts.ts';
import type { LineList } from './line-list.ts';
import * as because from './reasons.ts';
import { readKind } from './typed.ts';

/** dnsmasq: `address=/a.example/b.example/0.0.0.0`, `local=/a.example/`. */
const DNSMASQ = /^\s*(?:address|server|local)\s*=\s*\/(\S{1,4000})\/([^/\s]{0,255})\s*(?:#.*)?$/;
/** unbound: `local-zone: "a.example" always_nxdomain`. */
const UNBOUND_ZONE = /^\s*local-zone:\s*"?([^\s"]{1,255})"?\s+"?([a-z_]{1,40})"?\s*(?:#.*)?$/i;
/** unbound: `local-data: "a.example A 0.0.0.0"`. */
const UNBOUND_DATA =
  /^\s*local-data:\s*"([^\s"]{1,255})\s+(?:\d{1,10}\s+)?(?:IN\s+)?(A|AAAA|CNAME)\s+([^\s"]{1,255})"/i;
/** A response policy zone of BIND: `a.example CNAME .`. */
const POLICY = /^\s*(\S{1,255})\s+(?:\d{1,10}\s+)?(?:IN\s+)?CNAME\s+(\S{1,255})\s*(?:;.*)?$/i;
const BLOCKING_ZONE =
  /^(?:static|deny|refuse|redirect|always_refuse|always_nxdomain|always_nodata|always_deny|always_null|inform_deny|inform_redirect)$/i;
const OTHER_LINE =
  /^\s*(?:server:|local-zone:|local-data:|address=|server=|local=|\$(?:TTL|ORIGIN)\b|@\s|\S+\s+(?:\d+\s+)?(?:IN\s+)?(?:SOA|NS)\s|\s)/i;

/** A list of names for dnsmasq, unbound, or a response policy zone. */
export const resolver: LineList = {
  name: 'a list of a resolver (dnsmasq, unbound or a policy zone)',
  isLine: (line) => [DNSMASQ, UNBOUND_ZONE, UNBOUND_DATA, POLICY].some((form) => form.test(line)),
  readLine: (line) =>
    dnsmasq(line) ??
    unboundZone(line) ??
    unboundData(line) ??
    policy(line) ??
    (OTHER_LINE.test(line) ? [] : undefined),
};

function dnsmasq(line: string): Item[] | undefined {
  const [, names, target = ''] = DNSMASQ.exec(line) ?? [];
  const isOwn = target !== '' && target !== '#' && !isBlocked(target);
  return names?.split('/').map((name) => blocked(name, isOwn));
}

function unboundZone(line: string): Item[] | undefined {
  const [, name, kind = ''] = UNBOUND_ZONE.exec(line) ?? [];
  return name === undefined ? undefined : [blocked(name, !BLOCKING_ZONE.test(kind))];
}

function unboundData(line: string): Item[] | undefined {
  const [, name, , target] = UNBOUND_DATA.exec(line) ?? [];
  return name === undefined ? undefined : [blocked(name, !isBlocked(target))];
}

function policy(line: string): Item[] | undefined {
  const [, name = '', target = ''] = POLICY.exec(line) ?? [];
  if (name === '') {
    return undefined;
  }
  if (/^rpz-passthru\.?$/i.test(target)) {
    return [leaveOut(name, because.EXCEPTION)];
  }
  // `*.a.example` beside `a.example` is the same name and what is below it.
  return [
    blocked(name.replace(/^\*\./, ''), !/^(?:\.|\*\.|rpz-drop\.?)$/i.test(target) && !isBlocked(target)),
  ];
}

function blocked(name: string, isOwn: boolean): Item {
  return isOwn ? leaveOut(name, because.OWN_ADDRESS) : readKind('domain', name);
}
