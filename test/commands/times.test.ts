import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTime } from '../../src/commands/times.ts';
import { UsageError } from '../../src/errors.ts';

const EXPECTED = Date.UTC(2024, 4, 17, 13, 45, 0);

describe('parseTime', () => {
  it.each([
    '2024-05-17T13:45:00Z',
    '2024-05-17T13:45:00',
    '2024-05-17T13:45:00.000Z',
    '2024-05-17T13:45',
    '2024-05-17 13:45:00',
    '2024-05-17 13:45',
    '2024-05-17 13:45 UTC',
    '2024-05-17T15:45:00+02:00',
    '2024/05/17 13:45:00',
    '2024/05/17 13:45',
    '17 May 2024 13:45',
    '17 May 2024 13:45:00 GMT',
    'May 17, 2024 13:45:00',
    'May 17, 2024 13:45',
    '1715953500',
    '1715953500000',
    '  2024-05-17T13:45:00Z  ',
  ])('reads %p as UTC', (text) => {
    expect(parseTime(text)).toBe(EXPECTED);
  });

  it.each(['2024-05-17', '2024/05/17', '17 May 2024', 'May 17, 2024'])(
    'reads the day %p as its first moment',
    (text) => {
      expect(parseTime(text)).toBe(Date.UTC(2024, 4, 17));
    },
  );

  it.each([
    '',
    'yesterday',
    '2024-13-01',
    '2024-02-30',
    '17.5.2024',
    '99',
    '0001-01-01T00:00:00Z',
    'NaN',
    '12024-01-01',
    '-1',
  ])('shows what is accepted where it cannot read %p', (text) => {
    const parse = (): unknown => parseTime(text);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(`'${text}' is not a time that can be read.`);
    try {
      parse();
    } catch (thrown) {
      expect((thrown as UsageError).advice).toContain('2024-05-17T13:45:00Z');
    }
  });

  it('reads every ISO time back, and never throws anything but a UsageError', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        fc.string(),
        (date, any) => {
          expect(parseTime(date.toISOString())).toBe(date.getTime());
          try {
            parseTime(any);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(UsageError);
          }
        },
      ),
    );
  });
});
