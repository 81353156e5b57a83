import { meanings } from '../words.ts';

/** What a word for a type of indicator means: how its values are read. */
export type Kind = 'ip' | 'domain' | 'url' | 'hash' | 'email';

/** The words of MISP, STIX, XSOAR, and of those who write tables; in lower case, only their letters and digits. */
const WORDS: Readonly<Record<Kind, string>> = {
  ip: 'ip ips ipv4 ipv4s ipv6 ipv6s ipaddr ipaddress ipaddresses ipv4addr ipv6addr ipv4address ipv6address ipdst ipsrc dstip srcip ipport ipv4port ipport cidr ipv4cidr ipv6cidr network subnet',
  domain:
    'domain domains domainname domainnames domainglob hostname hostnames host hosts fqdn fqdns dns domainport hostport',
  url: 'url urls uri uris link',
  hash: 'hash hashes file files filehash filehashes md5 md5s sha1 sha1s sha256 sha256s sha512 sha512s filemd5 filesha1 filesha256 filesha512 filehashmd5 filehashsha1 filehashsha256 filehashsha512 md5hash sha1hash sha256hash sha512hash',
  email: 'email emails mail emailaddr emailaddress emailaddresses emailsrc emaildst emailreplyto emailsender',
};

const KINDS = meanings(WORDS);

/** A name without what people write differently: `SHA-256`, `sha_256` and `Sha256` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The kind that a word for a type means; undefined for types that are no indicators here. */
export function kindOf(word: string): Kind | undefined {
  return word.length > 40 ? undefined : KINDS.get(plainName(word));
}
