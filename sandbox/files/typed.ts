import { type Item, type Items, leaveOut, type Said, type Value } from './found.ts';
import { type Kind, kindOf } from './kinds.ts';
import * as because from './reasons.ts';
import { refang } from './refang.ts';
import { address, domain, email, hash, LOCAL, type Read, schemelessUrl, url, withoutPort } from './value.ts';

/** Parts of a composite that say something of the other part, and are no indicator by themselves. */
const BESIDE = /^(?:filename|file-?name|port|.*-name|mime-type|size(?:-in-bytes)?)$/i;

const PROBLEMS: Readonly<Record<Kind, string>> = {
  ip: because.NOT_ADDRESS,
  domain: because.NOT_DOMAIN,
  url: because.NOT_URL,
  hash: because.NOT_HASH,
  email: because.NOT_EMAIL,
};

/**
 * Reads a value whose type a file names, such as `ip-dst` or `SHA-256`. A composite type like `filename|sha256` is split,
 * and so is its value.
 */
export function* readTyped(type: string, text: string, said: Said = {}): Items {
  const types = type.trim().toLowerCase() === 'malware-sample' ? ['filename', 'md5'] : type.split('|');
  if (types.length === 1) {
    const kind = kindOf(type);
    yield kind === undefined ? leaveOut(text, because.unknownType(type)) : readKind(kind, text, said);
    return;
  }
  const parts = text.split('|');
  const named = types.findIndex((part) => /^file-?name$/i.test(part));
  const name = parts[named];
  const more = name === undefined || said.comment !== undefined ? said : { ...said, comment: name };
  const kinds = types.map((part) => kindOf(part));
  if (kinds.every((kind) => kind === undefined)) {
    yield leaveOut(text, because.unknownType(type));
    return;
  }
  for (const [index, kind] of kinds.entries()) {
    const part = parts[index] ?? '';
    if (kind !== undefined) {
      yield readKind(kind, part, more);
    } else if (!BESIDE.test(types[index] ?? '')) {
      yield leaveOut(part, because.unknownType(types[index] ?? ''));
    }
  }
}

/** Reads a value of a kind; what is plainly of another kind, such as an address among domains, is that. */
export function readKind(kind: Kind, text: string, said: Said = {}): Item {
  const plain = refang(text).trim();
  const read = READERS[kind](plain);
  if (read === LOCAL) {
    return leaveOut(text, because.LOCAL);
  }
  return read === undefined ? leaveOut(text, PROBLEMS[kind]) : { ...read, ...said };
}

const READERS: Readonly<Record<Kind, (text: string) => Read>> = {
  ip: address,
  domain: (text) => {
    const host = withoutPort(text);
    return address(text) ?? (text.includes('://') ? url(text) : (domain(host) ?? schemelessUrl(text)));
  },
  url: (text) => url(text) ?? schemelessUrl(text) ?? bareHost(text),
  hash: (text) => hash(text.replace(/^(?:md5|sha-?(?:1|256|512)):\s*/i, '')),
  email,
};

/** A host with or without a port, where a URL is announced: it is sent as it is named. */
function bareHost(text: string): Read {
  const host = address(text) ?? domain(withoutPort(text));
  return host === undefined || host === LOCAL ? host : asUrl(text);
}

function asUrl(value: string): Value {
  return { value, type: 'URL' };
}
