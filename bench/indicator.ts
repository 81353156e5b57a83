import { createHash } from 'node:crypto';

/** Stands for one digit of an indicator's number, and for nothing else in a rendered indicator. */
export const DIGIT = '@';
/** What XSOAR gives at most in one search answer. */
export const PAGE_SIZE = 4_000;
/** An indicator's number has so many digits, in its value and its id. */
export const DIGITS = 8;

const NUMBER = DIGIT.repeat(DIGITS);
/** Any eight digits make an IPv4 address: each part is from 100 to 199. */
const ADDRESS = Array.from({ length: 4 }, () => `1${DIGIT}${DIGIT}`).join('.');
const FEEDS = [
  'Cofense Feed',
  'Unit 42 Feed',
  'TAXII 2 Feed',
  'AlienVault OTX Feed',
  'Feodo Tracker',
  'CSV Feed',
];
const RELIABILITIES = ['A - Completely reliable', 'B - Usually reliable', 'C - Fairly reliable'];
const TAGS = ['apt', 'loader', 'c2', 'phishing', 'ransomware', 'botnet'];

/** The least characters of a rendered indicator. With its feeds and comments, it is 3 KB on average. */
const SMALLEST = 2_350;

/** Whether indicators say all that they can, or nothing beside their value, type and score where anybody reads it. */
export type Richness = 'rich' | 'plain';

/**
 * One of a page's indicators as XSOAR's server answers it, JSON of some 3 KB, with `@` for every digit of its number.
 * A rich one has several feeds, comments, fields, and in 65 of 100 cases a date on which it expires. A fifth has text
 * that is not ASCII. A plain one is as large and as deep, but has all of this under a name that nobody reads.
 * @param place where in the page it stands: what it says depends on nothing else
 */
export function renderIndicator(place: number, richness: Richness): string {
  const { value, type } = identityAt(place);
  const core = {
    id: `7f3c9e${NUMBER}`,
    version: 3,
    cacheVersn: 0,
    sequenceNumber: 1_204_551 + place,
    primaryTerm: 11,
    modified: '2026-01-14T08:21:44.118204791Z',
    sizeInBytes: 0,
    account: '',
    value,
    score: place % 10 < 7 ? 3 : 2,
    indicator_type: type,
    manualScore: false,
    setBy: 'DBotWeak',
    firstSeen: '2025-11-02T17:03:10.5518Z',
    lastSeen: '2026-01-14T08:21:43.9018Z',
    timestamp: '2025-11-02T17:03:10.5518Z',
    expirationStatus: 'active',
    isShared: false,
    investigationIDs: ['812', '1290'],
    relatedIncCount: 2,
  };
  const said = sayings(place, value, type);
  return padded(richness === 'rich' ? { ...core, ...said } : { ...core, readByNobody: said }, place);
}

/** The value and XSOAR's type of an indicator by its number. */
export function identityOf(number: number): { value: string; type: string } {
  const { value, type } = identityAt(number % PAGE_SIZE);
  let digit = 0;
  return { value: value.replaceAll(DIGIT, () => digitsOf(number).charAt(digit++)), type };
}

/** The number in a value that `renderIndicator` made, once its digits are filled in. */
export function numberOf(value: string): number {
  const digits =
    value.includes('.') && value[0] === '1' ? value.replace(/(?:^|\.)1/g, '') : value.slice(1, 1 + DIGITS);
  return Number(digits);
}

/** The digits of a number, as an indicator has them. */
export function digitsOf(number: number): string {
  return String(number).padStart(DIGITS, '0');
}

function identityAt(place: number): { value: string; type: string } {
  const random = createHash('sha256').update(String(place)).digest('hex');
  switch (place % 3) {
    case 0:
      return { value: ADDRESS, type: 'IP' };
    case 1:
      return { value: `d${NUMBER}.${random.slice(0, 9)}.example`, type: 'Domain' };
    default:
      return { value: `f${NUMBER}${random.slice(0, 55)}`, type: 'File' };
  }
}

/** What people and feeds said of an indicator. */
function sayings(place: number, value: string, type: string): Record<string, unknown> {
  const feeds = Array.from({ length: 1 + (place % 3) }, (_, at) => FEEDS[(place + at) % FEEDS.length] ?? '');
  return {
    aggregatedReliability: RELIABILITIES[place % 3],
    expiration: place % 100 < 65 ? '2031-02-07T10:18:13.450127Z' : '0001-01-01T00:00:00Z',
    expirationSource: {
      source: 'indicatorType',
      setTime: '2026-01-14T08:21:44Z',
      expirationInterval: 43_200,
    },
    sourceBrands: feeds,
    sourceInstances: feeds.map((feed) => `${feed}_instance_1`),
    moduleToFeedMap: Object.fromEntries(
      feeds.map((feed) => [`${feed}.1`, feedEntry(place, feed, value, type)]),
    ),
    comments: Array.from({ length: place % 4 }, (_, at) => comment(place, at)),
    CustomFields: {
      tags: [TAGS[place % 6], TAGS[(place + 1) % 6]],
      trafficlightprotocol: 'AMBER',
      sourceoriginalseverity: 'high',
      threattypes: [{ threatcategory: 'C2', threatcategoryconfidence: '80' }],
      firstseenbysource: '2025-10-30T00:00:00Z',
      description: description(place),
    },
  };
}

/** Whether people wrote of it in another language than English: one in five. */
function isForeign(place: number): boolean {
  return place % 5 === 3;
}

function description(place: number): string {
  const campaign = createHash('md5').update(`${place}`).digest('hex');
  return isForeign(place)
    ? `Gehört zur Kampagne ${campaign} – meldet sich alle ${place % 60} Minuten beim Server & lädt nach.`
    : `Seen in campaign ${campaign}; contacts its server every ${place % 60} minutes & loads more.`;
}

function feedEntry(place: number, feed: string, value: string, type: string): Record<string, unknown> {
  return {
    bypassExclusionList: false,
    classifierId: '',
    expirationInterval: 43_200,
    expirationPolicy: 'indicatorType',
    fetchTime: '2026-01-14T08:21:43.9018Z',
    isEnrichment: false,
    modifiedTime: '2026-01-14T08:21:43.9018Z',
    moduleId: '1f0a0a56-0a35-4c31-8b47-6f0d8c6b8f11',
    rawJSON: null,
    reliability: RELIABILITIES[place % 3],
    score: 3,
    sourceBrand: feed,
    sourceInstance: `${feed}_instance_1`,
    timestamp: '2026-01-14T08:21:43.9018Z',
    type,
    value,
  };
}

function comment(place: number, at: number): Record<string, unknown> {
  const text = isForeign(place)
    ? 'Überprüft – gehört zu “Loader”; 確認済み'
    : 'Checked: part of the loader campaign';
  return {
    id: `c${place}-${at}`,
    content: `${text}, wave ${at}, ticket ${(place * 7_919) % 100_003}.`,
    created: '2026-01-12T09:00:00.12Z',
    type: at % 2 === 0 ? 'IndicatorCommentRegular' : 'IndicatorCommentTimeLine',
    user: 'analyst',
    category: 'Regular',
    version: 1,
  };
}

function padded(indicator: Record<string, unknown>, place: number): string {
  const missing = SMALLEST + ((place * 37) % 900) - JSON.stringify(indicator).length;
  const insight = missing > 0 ? 'The server keeps more than anybody reads. '.repeat(1 + missing / 42) : '';
  const text = JSON.stringify({ ...indicator, insightCache: insight.slice(0, Math.max(0, missing)) });
  return text.replaceAll('&', '\\u0026'); // as the server, which is written in Go, escapes it
}
