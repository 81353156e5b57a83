import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { incomingExpiration, NEVER, parseExpiration } from '../../src/indicators/expiration.ts';

describe("an indicator's expiration", () => {
  it.each([
    ['2020-02-06T20:51:33Z', 1581022293000],
    ['2020-02-06t20:51:33z', 1581022293000],
    ['2020-02-06 20:51:33', 1581022293000],
    ['2020-02-06T20:51:33', 1581022293000],
    ['2020-02-06T20:51Z', 1581022260000],
    ['2020-02-06', 1580947200000],
    ['2020-02-06T20:51:33.1Z', 1581022293100],
    ['2020-02-06T20:51:33.569Z', 1581022293569],
    ['2020-02-06T20:51:33.123999999Z', 1581022293123],
    ['2020-02-06T22:51:33.123456789+02:00', 1581022293123],
    ['2020-02-06T15:21:33.000000001-05:30', 1581022293000],
    ['2020-02-07T10:51:33+1400', 1581022293000],
    ['2020-02-29T00:00:00Z', 1582934400000],
    ['2016-12-31T23:59:60Z', 1483228800000],
    ['9999-12-31T23:59:59Z', 253402300799000],
    ['2030-01-31 12:00:00 +0000 UTC', 1896091200000],
    ['2030-01-31 12:00:00.123456789 +0000 UTC', 1896091200123],
    ['2030-01-31 13:00:00 +0100 CET', 1896091200000],
    ['2030-01-31 07:00:00 -05:00', 1896091200000],
    ['2030-01-31 12:00:00 UTC', 1896091200000],
    ['2030-01-31T12:00:00 GMT', 1896091200000],
    ['2030-01-31T12:00:00,5Z', 1896091200500],
    ['2020-02-06T20:51:33Z ', 1581022293000],
    ['2020-02-06T20:51:33Z\n', 1581022293000],
    ['1581022293', 1581022293000],
    ['1581022293.5', 1581022293500],
    ['1581022293000', 1581022293000],
    [' 1581022293000 ', 1581022293000],
    [1581022293, 1581022293000],
    [1581022293000, 1581022293000],
    [1581022293000.9, 1581022293000],
    [1, 1000],
    [253402300799999, 253402300799999],
  ])('%j is %d milliseconds since the epoch', (text, ms) => {
    expect(parseExpiration(text)).toBe(ms);
  });

  it.each([
    undefined,
    null,
    '',
    ' ',
    'Never',
    'never',
    0,
    '0',
    -1,
    '-1',
    '0001-01-01T00:00:00Z',
    '0001-01-01 00:00:00 +0000 UTC',
    '0001-12-31T23:59:59+14:00',
    '0000-12-31T22:00:00-02:00',
  ])('%j says that it never expires', (expiration) => {
    expect(parseExpiration(expiration)).toBe(NEVER);
  });

  it.each([
    [true],
    [{}],
    [[]],
    [['2020-02-06T20:51:33Z']],
    ['soon'],
    ['2020-13-01T00:00:00Z'],
    ['2020-00-01T00:00:00Z'],
    ['2020-01-32T00:00:00Z'],
    ['2020-02-30T00:00:00Z'],
    ['2021-02-29T00:00:00Z'],
    ['2020-04-31T00:00:00Z'],
    ['2020-02-06T24:00:00Z'],
    ['2020-02-06T20:60:00Z'],
    ['2020-02-06T20:51:61Z'],
    ['2020-02-06T20:51:33+24:00'],
    ['2020-02-06T20:51:33 CET'],
    ['02/06/2020'],
    ['31/01/2030'],
    ['2020'.repeat(5)],
    [-2],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [253402300800000],
  ])('%j cannot be read', (expiration) => {
    expect(parseExpiration(expiration)).toBeUndefined();
  });

  it('is the same moment, whatever offset it is written with', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-02'), max: new Date('9998-12-31'), noInvalidDate: true }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        fc.stringMatching(/^\d{0,6}$/),
        (date, minutes, finer) => {
          const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
          const clock = new Date(Math.abs(minutes) * 60_000).toISOString().slice(11, 16);
          const text = `${local}${finer}${minutes < 0 ? '-' : '+'}${clock}`;
          expect(parseExpiration(text)).toBe(date.getTime());
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("what XSOAR's server writes", () => {
  it('is read digit by digit as the pattern reads it', () => {
    const characters = fc.constantFrom('0', '1', '2', '3', '9', 'Z', 'T', '.', '-', ':', ' ', 'a');
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-02'), max: new Date('9998-12-31'), noInvalidDate: true }),
        fc.stringMatching(/^\d{0,6}$/),
        fc.option(fc.tuple(fc.nat(22), characters), { nil: undefined }),
        (date, finer, change) => {
          const text = `${date.toISOString().slice(0, -1)}${finer}`;
          const [at, character] = change ?? [0, text.charAt(0)];
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          // With an offset the pattern reads it.
          expect(parseExpiration(`${changed}Z`)).toBe(parseExpiration(`${changed}+00:00`));
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

describe("a rule's expiration in XSOAR", () => {
  it.each([
    [-1, 'Never'],
    [1581022293000, '2020-02-06T20:51:33Z'],
    [1581022293999, '2020-02-06T20:51:33Z'],
    [1, '1970-01-01T00:00:00Z'],
    [253402300799999, '9999-12-31T23:59:59Z'],
    [253402300800000, undefined],
    [8.64e15 + 1, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [0, undefined],
    [-2, undefined],
    [undefined, undefined],
    [null, undefined],
    ['1581022293000', undefined],
    [[1581022293000], undefined],
  ])('%j is %s', (time, expected) => {
    expect(incomingExpiration(time)).toBe(expected);
  });

  it('is what the indicator expires at, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 253402300799999 }), (ms) => {
        expect(parseExpiration(incomingExpiration(ms))).toBe(ms - (ms % 1000));
      }),
    );
  });
});
