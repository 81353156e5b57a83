import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileQuery } from '../../../sandbox/xsoar/query.ts';
import { QueryError } from '../../../sandbox/xsoar/query-error.ts';
import { indicator } from './indicators.ts';

function errorOf(query: string): QueryError {
  try {
    compileQuery(query);
  } catch (thrown) {
    if (thrown instanceof QueryError) {
      return thrown;
    }
    throw thrown;
  }
  throw new Error(`This query can be read: ${query}`);
}

describe('a query that cannot be read', () => {
  it.each([
    ['type:', 0, "the field 'type' has no value."],
    ['type: and tags:x', 0, "the field 'type' has no value."],
    ['evil and tags: )', 9, "the field 'tags' has no value."],
    ['modified:>', 0, "the field 'modified' has no value."],
    ['(a', 0, 'this parenthesis is never closed.'],
    ['a and ((b)', 6, 'this parenthesis is never closed.'],
    ['a)', 1, 'no parenthesis is open that this one could close.'],
    ['a or ()', 5, 'nothing is between these parentheses.'],
    ['tags:()', 5, 'nothing is between these parentheses.'],
    ['a and', 2, 'nothing follows this and.'],
    ['(a or ) b', 3, 'nothing follows this or.'],
    ['a not', 2, 'nothing follows this not.'],
    ['and a', 0, 'nothing is before this and.'],
    ['a AND Or b', 6, 'nothing is before this or.'],
    ['not and b', 4, 'nothing is before this and.'],
    ['value:"abc', 6, 'this quote is never closed.'],
    ['value:(a "b)', 9, 'this quote is never closed.'],
    ['a and modified:>yesterday', 16, 'this is no time.'],
    ['modified:[2020-01-01 TO 2020-02-30]', 24, 'this is no time.'],
    ['expiration:soon', 11, 'this is no time.'],
    ['modified:[2020-01-01 2021-01-01]', 0, 'this range cannot be read.'],
    ['type:IP and verdct:Malicious', 12, "there is no field 'verdct'."],
    ['constructor:*', 0, "there is no field 'constructor'."],
    ['tags:(a -b)', 8, "'and' or 'or' is missing before this negated value."],
  ])('points at the place: %s', (query, position, problem) => {
    const error = errorOf(query);
    expect(error.position).toBe(position);
    expect(error.message).toBe(`The query cannot be read: ${problem}\n${query}\n${' '.repeat(position)}^`);
    expect(error.advice).not.toBe('');
  });

  it('is shown around the place when it is long, and on one line', () => {
    const error = errorOf(`${'a\n'.repeat(60)}and modified:<x and ${'b\t'.repeat(60)}`);
    const [, line = '', caret = ''] = error.message.split('\n');
    expect(error.message.split('\n')).toHaveLength(3);
    expect(line).toMatch(/^…(?:a )+and modified:<x and (?:b )+…$/);
    expect(line.charAt(caret.indexOf('^'))).toBe('x');
    expect(line.length).toBeLessThan(100);
  });

  it('may be as deep or as long as it likes', () => {
    expect(errorOf(`${'('.repeat(10_000)}a${')'.repeat(10_000)}`).message).toContain(
      '200 parentheses are open',
    );
    const many = Array.from({ length: 50_000 }, (_, index) => `tags:${index}`).join(' or ');
    expect(compileQuery(many)(indicator({ CustomFields: { tags: ['49999'] } }))).toBe(true);
  });

  it.each([
    ['verdct:Bad', 'Did you mean verdict?'],
    ['sourceBrand:x', 'Did you mean sourceBrands?'],
    ['expirationStats:active', 'Did you mean expirationStatus?'],
    ['qqqqqqqq:1', 'Fields are value, type, reputation, verdict'],
    ['http:8080', 'A text with a colon in it stands in quotes.'],
  ])('for a field that nobody knows, names the nearest: %s', (query, advice) => {
    expect(errorOf(query).advice).toContain(advice);
  });

  it('never fails in any other way, whatever it is', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '"',
      'and',
      'or',
      'not',
      '-',
      ':',
      'type:',
      'x',
      '\\',
      '[',
      'TO',
      ']',
      '>',
      '*',
      ' ',
      '+',
      '!',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 15 }).map((pieces) => pieces.join('')),
        (query) => {
          try {
            compileQuery(query);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(QueryError);
            expect((thrown as QueryError).position).toBeLessThanOrEqual(query.length);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
