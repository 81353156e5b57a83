import { words } from '../words.ts';
import type { Said } from './found.ts';
import { type Kind, kindOf, plainName } from './kinds.ts';
import { refang } from './refang.ts';
import { entry, LOCAL } from './value.ts';

/** What a column can say of an indicator beside its value. */
export type Saying = keyof Said | 'toIds' | 'tlp';

/** Which column of a table says what; columns are counted from 0. */
export interface Columns {
  /** A column that names the type of the value in another one. */
  pair?: { type: number; value: number };
  /** Columns of values of one kind; undefined: of any. */
  values: readonly { at: number; kind: Kind | undefined }[];
  /** What is said of the indicator: by the name of what it says. */
  said: ReadonlyMap<Saying, number>;
}

const TYPE = /^(?:ioc|indicator|observable|entity|attribute|artifact)?types?$|^typeof(?:ioc|indicator)s?$/;
const VALUE = words(
  'indicator indicators ioc iocs value values iocvalue indicatorvalue observable observables artifact artifacts data',
);
/** `host` and `file` are often names of a machine or a file beside the indicator: their cells decide. */
const DOUBTFUL = words('host hosts file files link mail email');
/** A report, an article, or whoever wrote it. */
const REFERENCE = words(
  'reference references ref refs source sources sourceurl reporturl report link links urlhauslink permalink author authors reporter analysis externalreferences',
);
const SAID: Readonly<Record<Saying, ReadonlySet<string>>> = {
  verdict: words('verdict reputation disposition'),
  severity: words('severity threatlevel'),
  confidence: words('confidence confidencelevel'),
  comment: words('comment comments description note notes details context remark remarks'),
  tags: words('tag tags label labels'),
  expiration: words('expiration expirationdate expires expiresat expiry expirydate validuntil'),
  firstSeen: words('firstseen firstseenutc firstseenbysource validfrom'),
  lastSeen: words('lastseen lastseenutc lastseenbysource'),
  toIds: words('toids'),
  tlp: words('tlp trafficlightprotocol'),
};
const MOSTLY = 0.8;
/** So much of a cell tells what it is. */
const LONGEST = 1_000;
const HALF = 0.5;

/** Whether a column or a key names a reference. */
export function isReference(name: string): boolean {
  return REFERENCE.has(plainName(name));
}

/** Whether a name is one of those that a table of indicators has. */
export function isColumnName(name: string): boolean {
  const plain = plainName(name);
  return (
    kindOf(plain) !== undefined ||
    VALUE.has(plain) ||
    TYPE.test(plain) ||
    Object.values(SAID).some((names) => names.has(plain))
  );
}

/**
 * What the columns of a table hold, by their names and by some of their cells; undefined where no column holds indicators.
 * @param byContent columns without a telling name are judged by their cells
 */
export function columnsOf(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  byContent: boolean,
): Columns | undefined {
  const plain = names.map(plainName);
  const share = (at: number, test: (cell: string) => boolean): number => {
    const cells = sample.map((row) => row[at]?.slice(0, LONGEST).trim() ?? '').filter((cell) => cell !== '');
    return cells.length === 0 ? 0 : cells.filter(test).length / cells.length;
  };
  const all = plain.map((_, at) => at);
  const free = all.filter((at) => !REFERENCE.has(plain[at] ?? ''));
  const type =
    free.find((at) => TYPE.test(plain[at] ?? '') && share(at, isType) > 0) ??
    (byContent && plain.length > 1 ? free.find((at) => share(at, isType) >= HALF) : undefined);
  const isValueName = (at: number) => at !== type && VALUE.has(plain[at] ?? '');
  const holds = new Map(free.map((at) => [at, at === type ? 0 : share(at, isEntry)]));
  const fullest = [...holds].sort((left, right) => right[1] - left[1])[0];
  const value = free.find(isValueName) ?? (fullest !== undefined && fullest[1] > 0 ? fullest[0] : undefined);
  const saidColumns = columnsThatSay(plain);
  if (type !== undefined && value !== undefined) {
    return { pair: { type, value }, values: [], said: saidColumns };
  }
  const named = free.flatMap((at): Columns['values'] => {
    const kind = kindOf(plain[at] ?? '');
    const isValue = kind !== undefined && (!DOUBTFUL.has(plain[at] ?? '') || (holds.get(at) ?? 0) >= HALF);
    return isValue ? [{ at, kind }] : isValueName(at) ? [{ at, kind: undefined }] : [];
  });
  const guessed = byContent
    ? free.filter((at) => (holds.get(at) ?? 0) >= MOSTLY).map((at) => ({ at, kind: undefined }))
    : [];
  const values = named.length > 0 ? named : guessed;
  return values.length === 0 ? undefined : { values, said: saidColumns };
}

function columnsThatSay(plain: readonly string[]): Columns['said'] {
  const found = new Map<Saying, number>();
  for (const what of Object.keys(SAID) as Saying[]) {
    const at = plain.findIndex((name) => SAID[what].has(name));
    if (at >= 0) {
      found.set(what, at);
    }
  }
  return found;
}

function isType(cell: string): boolean {
  return (
    cell.split('|').every((part) => kindOf(part) !== undefined || /^file-?name$/i.test(part)) &&
    cell.split('|').some((part) => kindOf(part) !== undefined)
  );
}

function isEntry(cell: string): boolean {
  const read = entry(refang(cell));
  return read !== undefined && read !== LOCAL;
}
