import { newIndicatorFrom } from '../../../src/indicators/new-indicator.ts';
import { Rejection } from '../../../src/indicators/rejection.ts';
import { readRule } from '../../../src/indicators/rule.ts';
import { toIoc } from '../../../src/indicators/to-ioc.ts';
import { toRefusal } from '../../../src/xdr/refusal.ts';
import { incoming, outgoing } from '../../indicators/rules-for-tests.ts';

const VALUES: readonly [value: string, type: string][] = [
  ['2001:db8::1', 'IPv6'],
  ['192.0.2.0/24', 'CIDR'],
  ['jo@a.example.com', 'Email'],
  ['setup.exe', 'File'],
  ['abc', 'File'],
  ['example.com ', 'Domain'],
  ['http://a.example.com/b c', 'URL'],
  ['\u200bexample.com', 'Domain'],
  ['example[.]com', 'Domain'],
  ['http://a.example.com', 'Domain'],
  ['no domain', 'Domain'],
  ['x!y', 'IP'],
  ['*', 'Domain'],
  ['10.0.0.1', 'IP'],
];

/** Why indicators stay behind, in one direction or the other. */
export function valueMessages(): string[] {
  const rules = outgoing({ excludePrivate: true });
  const bad = { value: 'a.example.com', indicator_type: 'Domain', score: 3, id: '1' };
  const indicators: unknown[] = [
    ...VALUES.map(([value, type]) => ({ ...bad, value, indicator_type: type })),
    null,
    { ...bad, value: '' },
    { ...bad, indicator_type: '' },
    { ...bad, CustomFields: { sourceoriginalseverity: 'bogus' } },
    { ...bad, expiration: 'soon' },
    { ...bad, expiration: '2001-01-01T00:00:00Z' },
  ];
  const found: unknown[] = [
    ...indicators.map((indicator) => toIoc(indicator, rules)),
    readRule(7),
    readRule({ RULE_ID: 7 }),
    newIndicatorFrom({ RULE_INDICATOR: 'setup.exe', IOC_TYPE: 'FILENAME' }, incoming()),
  ];
  const clean = { text: (text: string) => text, value: (value: string) => value };
  return [
    ...found.map((one) => (one instanceof Rejection ? one.reason : '')),
    toRefusal({ indicator: 'a' }, clean).reason,
  ];
}
