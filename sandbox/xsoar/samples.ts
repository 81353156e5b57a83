import { createHash } from 'node:crypto';
import type { IndicatorType } from '../files/found.ts';
import { regularComment } from './comments.ts';
import type { IndicatorDraft } from './stored-indicator.ts';
import { NO_TIME, timeOf } from './times.ts';

/** Where they come from, as XSOAR says it. */
const FEED = {
  sourceBrand: 'Sample Feed',
  sourceInstance: 'Sample Feed_instance_1',
  reliability: 'C - Fairly reliable',
} as const;
const DAY = 24 * 60 * 60 * 1_000;

const NEVER = Number.POSITIVE_INFINITY;

/** In how many days it expires; its tags with blanks between; what it does not have is empty. */
type Sample = [
  value: string,
  type: IndicatorType,
  score: number,
  severity: string,
  expires: number,
  tags: string,
  comment: string,
];

const SAMPLES: readonly Sample[] = [
  ['192.0.2.10', 'IP', 3, 'High', 30, 'scanner', 'Scans our VPN gateway.'],
  ['192.0.2.77', 'IP', 3, 'Critical', NEVER, 'c2 botnet', 'Command and control.'],
  ['198.51.100.4', 'IP', 3, 'Medium', 7, 'bruteforce', ''],
  ['198.51.100.200', 'IP', 2, 'Low', 14, '', 'Seen once; to be watched.'],
  ['203.0.113.5', 'IP', 1, 'Informational', NEVER, 'allow', 'Our own scanner.'],
  ['203.0.113.99', 'IP', 3, 'High', -7, '', 'Gone since last week.'],
  ['203.0.113.130', 'IP', 3, 'bogus', NEVER, '', 'Its severity is none that XDR has.'],
  ['2001:db8::bad', 'IPv6', 3, 'High', NEVER, '', 'XDR takes no IPv6 address.'],
  ['login.example.com', 'Domain', 3, 'High', NEVER, 'phishing', 'Phishing page | copies our sign-in.'],
  ['update.example.net', 'Domain', 3, 'Critical', 90, 'c2', ''],
  ['cdn.example.org', 'Domain', 2, 'Medium', NEVER, '', 'Served a script for an hour.'],
  ['malware.example', 'Domain', 3, '', NEVER, 'dropper', 'Has no severity of its own.'],
  ['intranet.example', 'Domain', 1, 'Low', NEVER, 'allow', ''],
  ['parked.example', 'Domain', 0, '', NEVER, '', ''],
  ['https://login.example.com/session?id=1', 'URL', 3, 'High', NEVER, 'phishing', ''],
  [digest('md5', 'dropper'), 'File', 3, 'Medium', NEVER, '', 'MD5 of the dropper.'],
  [digest('sha256', 'dropper'), 'File', 3, 'High', 365, 'dropper', ''],
  [digest('sha256', 'ransom note'), 'File', 3, 'Critical', NEVER, 'ransomware', ''],
  [digest('sha256', 'installer'), 'File', 1, 'Informational', NEVER, '', 'Signed by us.'],
  [digest('sha1', 'dropper'), 'File', 3, 'High', NEVER, '', 'XDR knows no SHA-1.'],
];

/**
 * Indicators of our own making, on addresses and names that are kept for documentation. Some of them XDR refuses, or the
 * integration holds back, each for another reason.
 * @param now milliseconds since the epoch
 */
export function sampleIndicators(now: number): IndicatorDraft[] {
  const made = timeOf(now);
  return SAMPLES.map(([value, type, score, severity, expires, tags, comment]) => ({
    value,
    indicator_type: type,
    score,
    aggregatedReliability: FEED.reliability,
    moduleToFeedMap: {
      [FEED.sourceInstance]: { ...FEED, score, value, type, fetchTime: made, rawJSON: { value, type } },
    },
    sourceBrands: [FEED.sourceBrand],
    sourceInstances: [FEED.sourceInstance],
    expiration: expires === NEVER ? NO_TIME : timeOf(now + expires * DAY),
    comments: comment === '' ? [] : [regularComment(comment, { created: made, user: 'admin' })],
    CustomFields: {
      tags: tags === '' ? [] : tags.split(' '),
      ...(severity === '' ? {} : { sourceoriginalseverity: severity }),
    },
  }));
}

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
