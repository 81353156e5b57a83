import fc from 'fast-check';
import { SEVERITIES } from '../../src/indicators/ioc.ts';
import type { IncomingRules, OutgoingRules } from '../../src/indicators/rules.ts';
import { NOW } from './rules-for-tests.ts';

const names = fc.constantFrom('a', 'b', 'tags', 'sourceoriginalseverity', 'constructor', '__proto__');
const severity = fc.option(fc.constantFrom(...SEVERITIES), { nil: undefined });

export const anyOutgoingRules: fc.Arbitrary<OutgoingRules> = fc.record({
  overrideSeverity: fc.boolean(),
  severity,
  severityField: names,
  commentFields: fc.array(fc.oneof(fc.constantFrom('comments', 'indicator_link'), names), { maxLength: 3 }),
  commentsAsTags: fc.boolean(),
  excludePrivate: fc.boolean(),
  indicatorLink: fc.constant((id: string) => `https://xsoar.example/indicator/${id.trim()}`),
  now: fc.constant(NOW),
});

export const anyIncomingRules: fc.Arbitrary<IncomingRules> = fc.record({
  overrideSeverity: fc.boolean(),
  severity,
  severityField: names,
  commentField: names,
  commentsAsTags: fc.boolean(),
  tags: fc.array(fc.string()),
  tlpColor: fc.option(fc.constantFrom('RED', 'CLEAR'), { nil: undefined }),
});

/** Mostly what is expected, now and then any JSON, or nothing at all. */
function mostly<T>(expected: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: expected }, { weight: 1, arbitrary: fc.jsonValue() });
}

function sometimes(shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(Object.entries(shape).map(([key, expected]) => [key, mostly(expected)])),
    {
      requiredKeys: [],
    },
  );
}

const hex = (digits: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdefABCDEF'), { minLength: digits, maxLength: digits })
    .map((all) => all.join(''));
const reliability = fc.constantFrom(
  'A - Completely reliable',
  'b',
  'F - Reliability cannot be judged',
  '',
  '?',
);
const moment = fc
  .date({ min: new Date(NOW - 86_400_000), max: new Date('2060-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

export const feedMap = fc.dictionary(
  fc.constantFrom('Feed A', 'Feed B', 'Cortex XDR - IOC Sync', '__proto__'),
  mostly(
    sometimes({
      sourceBrand: fc.constantFrom('Cofense Feed', 'Cortex XDR - IOC Sync', 'Cortex XDR - IOC', ''),
      score: fc.integer({ min: 0, max: 3 }),
      reliability,
    }),
  ),
);

const customFields = sometimes({
  sourceoriginalseverity: fc.constantFrom(
    'Low',
    ' high ',
    'Informational',
    '',
    'bogus',
    ['HIGH'],
    [],
    ['a', 'b'],
  ),
  a: fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())),
  b: fc.constantFrom('one, two,,', ' ', ['one', 'two,three'], 7),
  tags: fc.array(fc.string()),
  threattypes: fc.constantFrom({ threatcategory: 'C2' }, [{ threatcategory: 'C2' }], [], {}),
  xdrstatus: fc.constantFrom('disabled', 'enabled', ''),
});

// Any domain and any URL are tried in `values.test.ts`; here they only have to come quickly.
const domain = fc.constantFrom('example.com', 'EXAMPLE.com', '_a.b.example.net', 'bücher.example', 'com');
const url = fc.constantFrom(
  'https://example.com/a?b=c',
  'http://192.0.2.1/x',
  'example.com/a',
  'http://a b/',
);

/** A value and a type that fits it. */
const fitting = fc.oneof(
  fc.record({ value: fc.ipV4(), indicator_type: fc.constantFrom('IP', 'CIDR') }),
  fc.record({ value: domain, indicator_type: fc.constant('Domain') }),
  fc.record({ value: url, indicator_type: fc.constant('URL') }),
  fc.record({ value: fc.oneof(hex(32), hex(64)), indicator_type: fc.constantFrom('File', 'File SHA-256') }),
);

const anyIndicator = fc.record(
  {
    id: mostly(fc.string()),
    value: mostly(fc.oneof(fc.ipV4(), domain, url, hex(32), hex(64), hex(40))),
    indicator_type: mostly(
      fc.constantFrom('IP', 'Domain', 'URL', 'File', 'File SHA-256', 'IPv6', 'CIDR', ''),
    ),
    score: mostly(fc.integer({ min: 0, max: 3 })),
    expiration: mostly(fc.oneof(moment, fc.constantFrom('0001-01-01T00:00:00Z', ''))),
    aggregatedReliability: mostly(reliability),
    moduleToFeedMap: mostly(feedMap),
    comments: mostly(
      fc.array(
        sometimes({
          type: fc.constantFrom('IndicatorCommentRegular', 'IndicatorCommentTimeLine'),
          content: fc.string(),
        }),
      ),
    ),
    CustomFields: mostly(customFields),
  },
  { requiredKeys: ['value', 'indicator_type'] },
);

export const indicatorLike = fc.oneof(
  anyIndicator,
  fc.tuple(anyIndicator, fitting).map(([indicator, fit]) => ({ ...indicator, ...fit })),
);

export const ruleLike = fc.record(
  {
    RULE_ID: mostly(fc.integer()),
    RULE_INDICATOR: mostly(fc.oneof(fc.ipV4(), fc.domain(), hex(32))),
    IOC_TYPE: mostly(fc.constantFrom('IP', 'DOMAIN_NAME', 'HASH', 'PATH', 'FILENAME')),
    RULE_SEVERITY: mostly(fc.constantFrom('SEV_010_INFO', 'SEV_050_CRITICAL', 'SEV_090_UNKNOWN', '?', '')),
    REPUTATION: mostly(fc.constantFrom('GOOD', 'SUSPICIOUS', 'BAD', 'UNKNOWN')),
    RULE_STATUS: mostly(fc.constantFrom('ENABLED', 'DISABLED', '')),
    RULE_COMMENT: mostly(fc.oneof(fc.string(), fc.constantFrom('one', 'one, two', ' , '))),
    RULE_EXPIRATION_TIME: mostly(fc.oneof(fc.constantFrom(-1, 0, 8.64e15, 1e300), fc.maxSafeNat())),
    __proto__: mostly(fc.constant({ polluted: true })),
  },
  { requiredKeys: ['RULE_INDICATOR', 'IOC_TYPE'] },
);
