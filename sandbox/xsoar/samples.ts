import { createHash } from 'node:crypto';
import type { IndicatorType } from '../files/found.ts';
import type { IndicatorDraft } from './stored-indicator.ts';
import { NO_TIME, timeOf } from './times.ts';

/** Where they come from, as XSOAR says it. */
const FEED = {
  sourceBrand: 'Sample Feed',
  sourceInstance: 'Sample Feed_instance_1',
  reliability: 'C - Fairly reliable',
} as const;
const DAY = 24 * 60 * 60 * 1_000;

interface Sample {
  value: string;
  type: IndicatorType;
  score: number;
  severity?: string;
  comment?: string;
  tags?: string[];
  /** In days from now; missing: never. */
  expires?: number;
}

const SAMPLES: readonly Sample[] = [
  {
    value: '192.0.2.10',
    type: 'IP',
    score: 3,
    severity: 'High',
    comment: 'Scans our VPN gateway.',
    tags: ['scanner'],
    expires: 30,
  },
  {
    value: '192.0.2.77',
    type: 'IP',
    score: 3,
    severity: 'Critical',
    comment: 'Command and control.',
    tags: ['c2', 'botnet'],
  },
  { value: '198.51.100.4', type: 'IP', score: 3, severity: 'Medium', tags: ['bruteforce'], expires: 7 },
  {
    value: '198.51.100.200',
    type: 'IP',
    score: 2,
    severity: 'Low',
    comment: 'Seen once; to be watched.',
    expires: 14,
  },
  {
    value: '203.0.113.5',
    type: 'IP',
    score: 1,
    severity: 'Informational',
    comment: 'Our own scanner.',
    tags: ['allow'],
  },
  {
    value: '203.0.113.99',
    type: 'IP',
    score: 3,
    severity: 'High',
    comment: 'Gone since last week.',
    expires: -7,
  },
  {
    value: '203.0.113.130',
    type: 'IP',
    score: 3,
    severity: 'bogus',
    comment: 'Its severity is none that XDR has.',
  },
  { value: '2001:db8::bad', type: 'IPv6', score: 3, severity: 'High', comment: 'XDR takes no IPv6 address.' },
  {
    value: 'login.example.com',
    type: 'Domain',
    score: 3,
    severity: 'High',
    comment: 'Phishing page | copies our sign-in.',
    tags: ['phishing'],
  },
  { value: 'update.example.net', type: 'Domain', score: 3, severity: 'Critical', tags: ['c2'], expires: 90 },
  {
    value: 'cdn.example.org',
    type: 'Domain',
    score: 2,
    severity: 'Medium',
    comment: 'Served a script for an hour.',
  },
  {
    value: 'malware.example',
    type: 'Domain',
    score: 3,
    comment: 'Has no severity of its own.',
    tags: ['dropper'],
  },
  { value: 'intranet.example', type: 'Domain', score: 1, severity: 'Low', tags: ['allow'] },
  { value: 'parked.example', type: 'Domain', score: 0 },
  {
    value: 'https://login.example.com/session?id=1',
    type: 'URL',
    score: 3,
    severity: 'High',
    tags: ['phishing'],
  },
  {
    value: digest('md5', 'dropper'),
    type: 'File',
    score: 3,
    severity: 'Medium',
    comment: 'MD5 of the dropper.',
  },
  {
    value: digest('sha256', 'dropper'),
    type: 'File',
    score: 3,
    severity: 'High',
    tags: ['dropper'],
    expires: 365,
  },
  {
    value: digest('sha256', 'ransom note'),
    type: 'File',
    score: 3,
    severity: 'Critical',
    tags: ['ransomware'],
  },
  {
    value: digest('sha256', 'installer'),
    type: 'File',
    score: 1,
    severity: 'Informational',
    comment: 'Signed by us.',
  },
  {
    value: digest('sha1', 'dropper'),
    type: 'File',
    score: 3,
    severity: 'High',
    comment: 'XDR knows no SHA-1.',
  },
];

/**
 * Indicators of our own making, on addresses and names that are kept for documentation. Some of them XDR refuses, or the
 * integration holds back, each for another reason.
 * @param now milliseconds since the epoch
 */
export function sampleIndicators(now: number): IndicatorDraft[] {
  return SAMPLES.map((sample) => {
    const { value, type, score, tags = [] } = sample;
    return {
      value,
      indicator_type: type,
      score,
      aggregatedReliability: FEED.reliability,
      moduleToFeedMap: {
        [FEED.sourceInstance]: {
          ...FEED,
          score,
          value,
          type,
          fetchTime: timeOf(now),
          rawJSON: { value, type },
        },
      },
      sourceBrands: [FEED.sourceBrand],
      sourceInstances: [FEED.sourceInstance],
      expiration: sample.expires === undefined ? NO_TIME : timeOf(now + sample.expires * DAY),
      comments: sample.comment === undefined ? [] : [comment(sample.comment, now)],
      CustomFields: {
        tags,
        ...(sample.severity === undefined ? {} : { sourceoriginalseverity: sample.severity }),
      },
    };
  });
}

function comment(content: string, now: number): object {
  return { type: 'IndicatorCommentRegular', content, created: timeOf(now), user: 'admin' };
}

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
