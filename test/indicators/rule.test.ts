import { describe, expect, it } from '@jest/globals';
import {
  isDeleted,
  isFromXsoar,
  modifyTimeOf,
  ruleExpiration,
  ruleReputation,
  ruleSeverity,
  ruleStatus,
  ruleValue,
} from '../../src/indicators/rule.ts';
import { xsoarType } from '../../src/indicators/types.ts';

describe('a rule says', () => {
  it.each([
    ['SEV_010_INFO', 'INFO'],
    ['SEV_020_LOW', 'LOW'],
    ['SEV_030_MEDIUM', 'MEDIUM'],
    ['SEV_040_HIGH', 'HIGH'],
    ['SEV_050_CRITICAL', 'CRITICAL'],
    ['SEV_090_UNKNOWN', 'UNKNOWN'],
    ['SEV_010_INFORMATIONAL', 'INFO'],
    ['SEV_060_BOGUS', 'UNKNOWN'],
    ['something new', 'UNKNOWN'],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [40, undefined],
  ])('by the severity %j: %s', (RULE_SEVERITY, expected) => {
    expect(ruleSeverity({ RULE_SEVERITY })).toBe(expected);
  });

  it.each([
    ['ENABLED', 'ENABLED'],
    ['disabled', 'DISABLED'],
    ['BROKEN', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [1, undefined],
  ])('by the status %j: %s', (RULE_STATUS, expected) => {
    expect(ruleStatus({ RULE_STATUS })).toBe(expected);
  });

  it.each([
    [-1, false, -1],
    [1581022293000, false, 1581022293000],
    [1581022293000.5, undefined, 1581022293000],
    [1581022293000, true, undefined],
    [-1, true, undefined],
    [0, false, undefined],
    [-2, false, undefined],
    [null, false, undefined],
    [undefined, false, undefined],
    ['1581022293000', false, undefined],
    [Number.NaN, false, undefined],
  ])('by the expiration %j, by default %s: %s', (RULE_EXPIRATION_TIME, IS_DEFAULT_TTL, expected) => {
    expect(ruleExpiration({ RULE_EXPIRATION_TIME, IS_DEFAULT_TTL })).toBe(expected);
  });

  it.each([
    ['GOOD', 'GOOD'],
    ['SUSPICIOUS', 'SUSPICIOUS'],
    ['BAD', 'BAD'],
    ['UNKNOWN', 'UNKNOWN'],
    ['NO_REPUTATION', 'UNKNOWN'],
    ['something new', 'UNKNOWN'],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('by the reputation %j: %s', (REPUTATION, expected) => {
    expect(ruleReputation({ REPUTATION })).toBe(expected);
  });

  it.each([
    [{ RULE_MODIFY_TIME: 7.9 }, 7],
    [{ RULE_MODIFY_TIME: '7' }, -1],
    [{ RULE_MODIFY_TIME: Number.NaN }, -1],
    [{}, -1],
    [null, -1],
    ['text', -1],
  ])('by %j when it was changed: %d', (rule, expected) => {
    expect(modifyTimeOf(rule)).toBe(expected);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    [' ', undefined],
    [7, undefined],
    [undefined, undefined],
  ])('by the value %j: %s', (RULE_INDICATOR, expected) => {
    expect(ruleValue({ RULE_INDICATOR })).toBe(expected);
  });

  it.each([
    ['XSOAR TIM', true],
    ['a person', false],
    [undefined, false],
  ])('by the source %j whether XSOAR made it: %s', (RULE_SOURCE, expected) => {
    expect(isFromXsoar({ RULE_SOURCE })).toBe(expected);
  });

  it.each([
    [1, true],
    [1581022293000, true],
    [true, true],
    [0, false],
    [false, false],
    [null, false],
    [undefined, false],
  ])('by MARKED_DELETED %j whether it is gone: %s', (MARKED_DELETED, expected) => {
    expect(isDeleted({ MARKED_DELETED })).toBe(expected);
  });
});

describe("XSOAR's type for an IOC", () => {
  it.each([
    ['DOMAIN_NAME', 'example.com', 'Domain'],
    ['HASH', 'd41d', 'File'],
    ['IP', '192.0.2.1', 'IP'],
    ['URL', 'example.com/a', 'URL'],
    ['PATH', 'https://example.com/', 'URL'],
    ['PATH', 'HXXP+x.y-z://example.com/', 'URL'],
    ['PATH', 'C:\\a.exe', undefined],
    ['PATH', '/etc/passwd', undefined],
    ['PATH', 'example.com/a?b=http://c', undefined],
    ['FILENAME', 'a.exe', undefined],
    ['EMAIL_ADDRESS', 'a@example.com', undefined],
    ['MIXED', 'x', undefined],
    [undefined, 'x', undefined],
  ])('%s with the value %j is %s', (iocType, value, expected) => {
    expect(xsoarType(iocType, value)).toBe(expected);
  });
});
