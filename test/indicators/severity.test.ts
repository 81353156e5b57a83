import { describe, expect, it } from '@jest/globals';
import { SEVERITIES } from '../../src/indicators/ioc.ts';
import { Rejection } from '../../src/indicators/rejection.ts';
import { outgoingSeverity, parseSeverity } from '../../src/indicators/severity.ts';
import { outgoing } from './rules-for-tests.ts';

const FIELD = 'sourceoriginalseverity';

describe('a text means a severity', () => {
  it.each(SEVERITIES)('%s, in any case and with blanks around it', (severity) => {
    expect(parseSeverity(severity)).toBe(severity);
    expect(parseSeverity(` ${severity.toLowerCase()}\n`)).toBe(severity);
  });

  it('INFO, when it says informational', () => {
    expect(parseSeverity('INFORMATIONAL')).toBe('INFO');
    expect(parseSeverity('Informational')).toBe('INFO');
  });

  it.each(['', 'unknown', 'bogus', 'constructor', '__proto__', 'HIGH HIGH'])(
    'never, when it says %j',
    (text) => {
      expect(parseSeverity(text)).toBeUndefined();
    },
  );
});

describe('the severity of an IOC', () => {
  it.each([
    // override, parameter, own, score, expected
    [true, 'LOW', 'HIGH', 3, 'LOW'],
    [true, 'LOW', 'bogus', 3, 'LOW'],
    [true, 'LOW', undefined, 3, 'LOW'],
    [false, 'LOW', 'HIGH', 3, 'HIGH'],
    [false, 'LOW', undefined, 3, 'LOW'],
    [false, 'LOW', ' ', 3, 'LOW'],
    [true, undefined, 'critical', 1, 'CRITICAL'],
    [false, undefined, 'critical', 1, 'CRITICAL'],
    [true, undefined, undefined, 3, 'HIGH'],
    [false, undefined, undefined, 3, 'HIGH'],
    [false, undefined, undefined, 2, 'MEDIUM'],
    [false, undefined, undefined, 1, 'INFO'],
    [false, undefined, undefined, 0, 'INFO'],
    [false, undefined, undefined, undefined, 'INFO'],
    [false, undefined, '', 2, 'MEDIUM'],
  ] as const)(
    'override %s, parameter %s, own %j, score %s: %s',
    (override, severity, own, score, expected) => {
      const rules = outgoing({ overrideSeverity: override, severity });
      expect(outgoingSeverity('v', score, own === undefined ? {} : { [FIELD]: own }, rules)).toBe(expected);
    },
  );

  it.each([
    ['Informational', 'INFO'],
    [['high'], 'HIGH'],
  ])('is understood from %j as %s', (own, expected) => {
    expect(outgoingSeverity('v', 0, { [FIELD]: own }, outgoing())).toBe(expected);
  });

  it.each([null, '', ' \t', 'UNKNOWN', ' unknown ', [], [null], [''], ['Unknown']])(
    'is not set by %j',
    (own) => {
      expect(outgoingSeverity('v', 2, { [FIELD]: own }, outgoing())).toBe('MEDIUM');
      expect(outgoingSeverity('v', 2, { [FIELD]: own }, outgoing({ severity: 'LOW' }))).toBe('LOW');
    },
  );

  it.each([
    ['bogus', '"bogus"'],
    [4, '4'],
    [false, 'false'],
    [['HIGH', 'LOW'], 'a list'],
    [[['HIGH']], 'a list'],
    [{ HIGH: true }, 'an object'],
    ['a\nb', '"a\\nb"'],
  ])(
    '%j cannot be: the indicator is rejected, and the reason names the value and the field',
    (own, named) => {
      const rejection = outgoingSeverity('v', 2, { [FIELD]: own }, outgoing({ severity: 'LOW' }));
      expect(rejection).toBeInstanceOf(Rejection);
      expect(rejection).toMatchObject({
        value: 'v',
        kind: 'severity',
        reason: expect.stringContaining(
          `severity ${named} in the field '${FIELD}' is not one of INFO, LOW, MEDIUM, HIGH, CRITICAL;`,
        ),
      });
    },
  );

  it('is quoted shortened where it is long', () => {
    const rejection = outgoingSeverity('v', 2, { [FIELD]: 'x'.repeat(1_000_000) }, outgoing());
    expect((rejection as Rejection).reason).toContain(`"${'x'.repeat(60)}…"`);
    expect((rejection as Rejection).reason.length).toBeLessThan(400);
  });

  it('comes from the field only where the indicator itself has it', () => {
    expect(outgoingSeverity('v', 2, {}, outgoing({ severityField: 'constructor' }))).toBe('MEDIUM');
    expect(outgoingSeverity('v', 2, {}, outgoing({ severityField: '__proto__' }))).toBe('MEDIUM');
  });
});
