/** XSOAR's names for the kinds of indicator that files hold. */
export type IndicatorType =
  | 'IP'
  | 'IPv6'
  | 'CIDR'
  | 'IPv6CIDR'
  | 'Domain'
  | 'DomainGlob'
  | 'URL'
  | 'File'
  | 'Email';

export type Verdict = 'Malicious' | 'Suspicious' | 'Benign' | 'Unknown';
export type SeverityWord = 'Informational' | 'Low' | 'Medium' | 'High' | 'Critical';

/** What a file says of an indicator besides its value. */
export interface Said {
  /** Missing: the file is a list of bad things. */
  verdict?: Verdict;
  severity?: SeverityWord;
  /** 0 to 100. */
  confidence?: number;
  comment?: string;
  tags?: readonly string[];
  /** Milliseconds since the epoch, as are the other times. Missing: never, or not said. */
  expiration?: number;
  firstSeen?: number;
  lastSeen?: number;
}

/** A value, and what kind of indicator it is. */
export interface Value {
  value: string;
  type: IndicatorType;
}

/** An indicator that a file holds. */
export type Found = Value & Said;

/** Something that a file holds, and that does not become an indicator. */
export interface LeftOut {
  text: string;
  /** Short, and the same for all that are left out for it: it is counted. */
  reason: string;
}

export type Item = Found | LeftOut;
/** What a file says, one after the other. */
export type Items = Generator<Item, void, undefined>;

/** Reads one kind of file. */
export interface Reader {
  /** What the file is taken for, such as `a list of hosts`. */
  name: string;
  read(): Iterable<Item>;
}

export function isLeftOut(item: Item): item is LeftOut {
  return 'reason' in item;
}

/** How much of a text is kept of what is left out. */
const LONGEST = 200;

/** Says that a text is left out. */
export function leaveOut(text: string, reason: string): LeftOut {
  // A slice of a long text would keep all of it in memory: the copy does not.
  const short = text.length > LONGEST ? `${Buffer.from(text.slice(0, LONGEST)).toString()}…` : text;
  return { text: short.trim(), reason };
}
