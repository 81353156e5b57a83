/** Why something is left out: each is what a count stands beside, so each is short. */

export const LOCAL = 'this machine, or no machine at all';
export const NOT_ADDRESS = 'not an IP address';
export const NOT_DOMAIN = 'not a domain name';
export const NOT_URL = 'not a URL';
export const NOT_HASH = 'no MD5, SHA-1, SHA-256 or SHA-512; a file name is no indicator';
export const NOT_EMAIL = 'not an e-mail address';
export const NO_INDICATOR = 'no indicator in this line';
export const TOO_LONG = 'longer than any indicator, or a quote that is never closed';
export const EMPTY_ROW = 'a row without an indicator';
export const TO_IDS = 'not for detection (to_ids is not true)';
export const DELETED = 'deleted in MISP';
export const DECAYED = 'decayed, says the MISP server';
export const REVOKED = 'revoked';
export const PAST = 'no longer valid: its expiration is past';
export const NEGATED = 'negated in its pattern';
export const NOT_EQUAL = 'compared with a pattern or a range, not with a value';
export const BAD_PATTERN = 'its STIX pattern cannot be read';
export const MAYBE_FILE = 'perhaps a file name or a word of a program; defanged, it would be a domain';
export const IN_PATH = 'part of a path or of an address';
export const REFERENCE = 'a reference, not an indicator';
export const EXCEPTION = 'an exception from the list';
export const PARTIAL = 'a rule for a part of a site, or for some sites only';
export const OWN_ADDRESS = 'a name with an address of its own, not a blocked one';
export const LINKED_FOLDER = 'a link to a folder';
export const NOT_REGULAR = 'neither a file nor a folder';

/** The reason for a type that is none of XSOAR's that `load` knows. */
export function unknownType(word: string): string {
  const short = word.trim().slice(0, 40);
  return short === '' ? 'no type is given' : `type unknown: ${short}`;
}
