import { describe, expect, it } from '@jest/globals';
import { type NewIndicator, newIndicatorFrom } from '../../src/indicators/new-indicator.ts';
import { Rejection } from '../../src/indicators/rejection.ts';
import type { IncomingRules } from '../../src/indicators/rules.ts';
import { incoming } from './rules-for-tests.ts';

const rule = { RULE_INDICATOR: '192.0.2.1', IOC_TYPE: 'IP' };

function mapped(changes: Record<string, unknown>, rules: Partial<IncomingRules> = {}): NewIndicator {
  const indicator = newIndicatorFrom({ ...rule, ...changes }, incoming(rules));
  if (indicator instanceof Rejection) {
    throw new Error(indicator.reason);
  }
  return indicator;
}

describe('a rule of XDR becomes a new XSOAR indicator', () => {
  it('with everything that the rule and the parameters say', () => {
    const whole = {
      RULE_ID: 12,
      RULE_INDICATOR: 'example.com',
      IOC_TYPE: 'DOMAIN_NAME',
      RULE_SEVERITY: 'SEV_040_HIGH',
      REPUTATION: 'BAD',
      RULE_STATUS: 'DISABLED',
      RULE_COMMENT: 'one, two',
      RULE_EXPIRATION_TIME: 1581022293000,
      RULE_MODIFY_TIME: 1581022290000,
    };
    const rules = incoming({ commentField: 'notes', tags: ['Cortex XDR', 'mirrored'], tlpColor: 'AMBER' });
    expect(newIndicatorFrom(whole, rules)).toStrictEqual({
      value: 'example.com',
      type: 'Domain',
      score: 3,
      fields: {
        xdrstatus: 'disabled',
        expirationdate: '2020-02-06T20:51:33Z',
        sourceoriginalseverity: 'HIGH',
        notes: 'one, two',
        tags: ['Cortex XDR', 'mirrored'],
        trafficlightprotocol: 'AMBER',
      },
      rawJSON: { ...whole, value: 'example.com', type: 'Domain' },
    });
  });

  it.each([null, undefined])('with no fields, where all that the rule says is %j', (nothing) => {
    const changes = {
      RULE_SEVERITY: nothing,
      REPUTATION: nothing,
      RULE_STATUS: nothing,
      RULE_COMMENT: nothing,
      RULE_EXPIRATION_TIME: nothing,
    };
    expect(mapped(changes, { commentField: 'notes' })).toMatchObject({ score: 0, fields: {} });
    expect(Object.keys(mapped(changes, { commentField: 'notes' }).fields)).toEqual([]);
  });

  it.each([
    ['DOMAIN_NAME', 'Domain'],
    ['HASH', 'File'],
    ['IP', 'IP'],
    ['URL', 'URL'],
  ])('of type %s as %s', (iocType, type) => {
    expect(mapped({ IOC_TYPE: iocType })).toMatchObject({ type, rawJSON: { type, IOC_TYPE: iocType } });
  });

  it('of type PATH as a URL, where it begins with a scheme', () => {
    const url = { RULE_INDICATOR: 'https://a.example/', IOC_TYPE: 'PATH' };
    expect(mapped(url)).toMatchObject({ type: 'URL' });
  });

  it.each([
    ['GOOD', 1],
    ['SUSPICIOUS', 2],
    ['BAD', 3],
    ['UNKNOWN', 0],
    ['bad', 0],
    [3, 0],
  ])('of reputation %j with score %d', (reputation, score) => {
    expect(mapped({ REPUTATION: reputation }).score).toBe(score);
  });

  it.each([
    ['ENABLED', 'enabled'],
    ['DISABLED', 'disabled'],
    ['', undefined],
    [7, undefined],
  ])('of status %j with xdrstatus %s', (status, xdrstatus) => {
    expect(mapped({ RULE_STATUS: status }).fields.xdrstatus).toBe(xdrstatus);
  });

  it('that never expires', () => {
    expect(mapped({ RULE_EXPIRATION_TIME: -1 }).fields).toEqual({ expirationdate: 'Never' });
  });

  it('with its severity in the chosen field', () => {
    expect(mapped({ RULE_SEVERITY: 'SEV_020_LOW' }, { severityField: 'mine' }).fields).toEqual({
      mine: 'LOW',
    });
  });

  it('without its severity, while that is only the override', () => {
    const rules = { overrideSeverity: true, severity: 'HIGH' } as const;
    expect(mapped({ RULE_SEVERITY: 'SEV_040_HIGH' }, rules).fields).toEqual({});
  });

  it('without an expiration that is only the default of the tenant', () => {
    expect(mapped({ RULE_EXPIRATION_TIME: 1581022293000, IS_DEFAULT_TTL: true }).fields).toEqual({});
  });

  it.each([
    ['one, two', false, 'one, two'],
    ['one, two', true, ['one', 'two']],
    ['one,', true, 'one'],
    [' ', false, undefined],
    [' , ', true, undefined],
  ])('with the comment %j (as tags: %s) as %j', (comment, commentsAsTags, expected) => {
    const { fields } = mapped({ RULE_COMMENT: comment }, { commentField: 'notes', commentsAsTags });
    expect(fields).toEqual(expected === undefined ? {} : { notes: expected });
  });

  it.each([
    [true, 'one, two, one', ['a', 'two'], ['one', 'two', 'a']],
    [false, 'one, two', ['a'], ['one', 'two', 'a']],
    [true, 'one', [], ['one']],
    [true, '', ['a', 'b', 'a'], ['a', 'b']],
    [true, '', [], undefined],
  ])(
    'with the comment among the tags, without repeats (as tags: %s, %j, %j)',
    (commentsAsTags, comment, tags, expected) => {
      const { fields } = mapped({ RULE_COMMENT: comment }, { commentField: 'tags', commentsAsTags, tags });
      expect(fields).toEqual(expected === undefined ? {} : { tags: expected });
    },
  );

  it('keeping the rule as it came, but for the value and the type', () => {
    const rawJSON = mapped({ value: 'old', type: 'old', deep: { x: [1] } }).rawJSON;
    expect(rawJSON).toEqual({ ...rule, value: '192.0.2.1', type: 'IP', deep: { x: [1] } });
  });

  it('unharmed by a key or a field that is named __proto__', () => {
    const hostile: unknown = JSON.parse(
      '{"RULE_INDICATOR":"192.0.2.1","IOC_TYPE":"IP","RULE_COMMENT":"a,b","__proto__":{"polluted":1}}',
    );
    const rules = incoming({ commentField: '__proto__', commentsAsTags: true });
    const indicator = newIndicatorFrom(hostile, rules) as NewIndicator;
    expect(Object.getPrototypeOf(indicator.rawJSON)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(indicator.fields)).toBe(Object.prototype);
    expect(indicator.rawJSON.polluted).toBeUndefined();
    expect(JSON.stringify(indicator.fields)).toBe('{"__proto__":["a","b"]}');
  });
});

describe('a rule of XDR is passed over', () => {
  it.each([null, undefined, 7, 'text', []])('when it is no object but %j', (notARule) => {
    const rejection = newIndicatorFrom(notARule, incoming());
    expect(rejection).toBeInstanceOf(Rejection);
    expect(rejection).toMatchObject({ value: '(not a rule)' });
  });

  it.each([undefined, null, '', ' ', 7, {}])('when its value is %j', (value) => {
    const rejection = newIndicatorFrom({ ...rule, RULE_INDICATOR: value }, incoming());
    expect(rejection).toBeInstanceOf(Rejection);
    expect(rejection).toMatchObject({ value: '(no value)', reason: expect.stringContaining('no value') });
  });

  it.each([12, '12'])('under its id %j, when it has no value', (id) => {
    expect(newIndicatorFrom({ RULE_ID: id }, incoming())).toMatchObject({ value: 'rule 12' });
  });

  it.each([
    ['PATH', '"PATH"'],
    ['EMAIL_ADDRESS', '"EMAIL_ADDRESS"'],
    ['FILENAME', '"FILENAME"'],
    ['x'.repeat(1000), `"${'x'.repeat(60)}…"`],
    [null, 'null'],
    [undefined, 'null'],
    [{}, 'an object'],
  ])('when XSOAR has no type for it: %j', (iocType, named) => {
    const rejection = newIndicatorFrom({ ...rule, IOC_TYPE: iocType }, incoming());
    expect(rejection).toBeInstanceOf(Rejection);
    expect(rejection).toMatchObject({
      value: '192.0.2.1',
      reason: expect.stringContaining(`XDR's type ${named};`),
    });
  });
});
