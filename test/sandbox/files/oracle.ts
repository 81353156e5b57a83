/**
 * Readers of our own for four kinds of file, as plain as they can be: they know the usual form of each, and nothing of
 * the code under test. What they do not understand they count.
 */
export interface Oracle {
  /** In lower case, but for URLs. */
  values: Set<string>;
  others: number;
}

const MISP_PLAIN =
  'md5 sha1 sha256 sha512 ip-src ip-dst domain hostname url uri link email email-src email-dst'.split(' ');

interface MispEvent {
  Attribute?: MispAttribute[];
  Object?: { Attribute?: MispAttribute[] }[];
}
interface MispAttribute {
  type: string;
  value: string;
  to_ids: boolean;
}

/** A MISP event as its server exports it. */
export function mispOracle(text: string): Oracle {
  const json = JSON.parse(text) as { Event?: MispEvent; response?: { Event: MispEvent }[] };
  const events = json.response?.map(({ Event }) => Event) ?? [json.Event ?? {}];
  const oracle: Oracle = { values: new Set(), others: 0 };
  const attributes = events.flatMap(({ Attribute = [], Object: objects = [] }) => [
    ...Attribute,
    ...objects.flatMap((object) => object.Attribute ?? []),
  ]);
  for (const { type, value, to_ids } of attributes) {
    const [left = '', right = ''] = value.split('|');
    if (!to_ids) oracle.others += 1;
    else if (type === 'url' || type === 'link') oracle.values.add(value);
    else if (MISP_PLAIN.includes(type)) oracle.values.add(value.toLowerCase());
    else if (/^filename\|(?:md5|sha1|sha256|sha512)$/.test(type)) oracle.values.add(right.toLowerCase());
    else if (/\|port$/.test(type)) oracle.values.add(left.toLowerCase());
    else if (type === 'domain|ip') for (const part of [left, right]) oracle.values.add(part.toLowerCase());
    else oracle.others += 1;
  }
  return oracle;
}

/** A STIX bundle whose patterns compare one path with one value. */
export function stixOracle(text: string): Oracle {
  const oracle: Oracle = { values: new Set(), others: 0 };
  for (const [, path = '', value = ''] of text.matchAll(/"pattern": ?"\[([^=]*?) ?= ?'([^']*)'\]"/g)) {
    if (/^(?:domain-name|ipv4-addr|ipv6-addr|email-addr):value$|:hashes\./.test(path))
      oracle.values.add(value.toLowerCase());
    else if (path === 'url:value') oracle.values.add(value);
    else oracle.others += 1;
  }
  return oracle;
}

/** A hosts file. */
export function hostsOracle(text: string): Oracle {
  const oracle: Oracle = { values: new Set(), others: 0 };
  for (const line of text.split(/\r?\n/)) {
    const [address = '', name = ''] = line.split('#', 1)[0]?.trim().split(/\s+/) ?? [];
    if (!['0.0.0.0', '127.0.0.1', '::1'].includes(address)) continue;
    if (name.includes('.') && name !== '0.0.0.0') oracle.values.add(name.toLowerCase());
    else oracle.others += 1;
  }
  return oracle;
}

/** A table whose first column is the type and whose second the value, of a research team that refangs nothing. */
export function tableOracle(text: string): Oracle {
  const oracle: Oracle = { values: new Set(), others: 0 };
  for (const line of text.split(/\r?\n/).slice(1)) {
    const [type = '', raw = ''] = line.replaceAll('"', '').split(',');
    const value = raw.trim().replaceAll('[.]', '.').replaceAll('[@]', '@').replace(/^hxxp/, 'http');
    const isHash = /^(?:md5|sha1|sha256)$/i.test(type) && [32, 40, 64].includes(value.length);
    const isIp = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}/.test(value);
    if (value === '') continue;
    if (/^url$/i.test(type)) oracle.values.add(value);
    else if (isHash || /^(?:domain|email)$/i.test(type) || (/^ip/i.test(type) && isIp))
      oracle.values.add(value.toLowerCase());
    else oracle.others += 1;
  }
  return oracle;
}
