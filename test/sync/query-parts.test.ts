import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileQuery } from '../../sandbox/xsoar/query.ts';
import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { partsOf, problemOf } from '../../src/sync/query-parts.ts';

const texts = (query: string): string[] => partsOf(query).map(({ text }) => text);

describe('the parts of a query', () => {
  it.each<[string, string[]]>([
    ['reputation:Bad', ['reputation:Bad']],
    ['reputation:Bad and type:IP', ['reputation:Bad', 'type:IP']],
    ['a AND b And c && d', ['a', 'b', 'c', 'd']],
    ['reputation:Bad and (type:File or type:IP)', ['reputation:Bad', '(type:File or type:IP)']],
    ['(a and b)', ['a', 'b']],
    ['((a and (b and c)))', ['a', 'b', 'c']],
    ['((a))', ['a']],
    ['a and (b or c) and not d', ['a', '(b or c)', 'not d']],
    ['not (a and b) and c', ['not (a and b)', 'c']],
    ['a and -tags:x', ['a', '-tags:x']],
    ['a and(b or c)and d', ['a', '(b or c)', 'd']],
    ['tags:"this and that" and type:IP', ['tags:"this and that"', 'type:IP']],
    ['tags:"a \\" and b" and c', ['tags:"a \\" and b"', 'c']],
    ['value:a\\ and\\ b and c', ['value:a\\ and\\ b', 'c']],
    ['type:(IP and URL) and c', ['type:(IP and URL)', 'c']],
    ['modified:[2020-01-01 TO 2021-01-01] and c', ['modified:[2020-01-01 TO 2021-01-01]', 'c']],
    ['modified:>= 2020-01-01 and type: IP', ['modified:>= 2020-01-01', 'type: IP']],
    ['band:x and sandy', ['band:x', 'sandy']],
  ])('of %s', (query, parts) => {
    expect(texts(query)).toEqual(parts);
  });

  it.each(['a or b', 'a and b or c', 'a b and c', 'a and not b or c', 'and a', 'a and', 'a not b'])(
    'are one where %s cannot be taken apart',
    (query) => {
      expect(texts(query)).toEqual([query]);
    },
  );

  it('say where they begin', () => {
    expect(partsOf(' a and  ( b and c ) ')).toEqual([
      { text: 'a', at: 1 },
      { text: 'b', at: 10 },
      { text: 'c', at: 16 },
    ]);
  });

  it('are none of an empty query', () => {
    expect(partsOf('  ')).toEqual([]);
  });

  it('together match what the query matches, and nothing else', () => {
    fc.assert(
      fc.property(query, indicator, (text, x) => {
        const parts = partsOf(text);
        const all = parts.every((part) => compileQuery(part.text)(x));
        expect(all).toBe(compileQuery(text)(x));
        for (const { text: part, at } of parts) {
          expect(text.startsWith(part, at)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never throw, whatever the query is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...' ab"\\()[]:!-'), maxLength: 30 }), (text) => {
        expect(partsOf(text).every(({ text: part, at }) => text.startsWith(part, at))).toBe(true);
        problemOf(text);
      }),
    );
  });
});

describe('what is wrong with a query', () => {
  it.each<[string, number, RegExp]>([
    ['reputation:Bad and (type:IP', 19, /never closed/],
    ['a) or (b', 1, /no parenthesis is open/],
    ['tags:"a and b', 5, /quote is never closed/],
    ['a and b\\', 7, /backslash/],
    ['((a)', 0, /never closed/],
  ])('%s', (query, at, problem) => {
    expect(problemOf(query)).toEqual({ at, problem: expect.stringMatching(problem) });
  });

  it.each(['a and (b or "c)") and d\\)', '', 'tags:"\\""'])('is nothing in %s', (query) => {
    expect(problemOf(query)).toBeUndefined();
  });
});

const clause = fc.constantFrom(
  'type:IP',
  'type:(IP URL)',
  'tags:"x and y"',
  '-tags:x',
  'reputation:Bad',
  'value:*evil*',
);
const { query } = fc.letrec<{ query: string; operand: string }>((tie) => ({
  query: fc
    .array(
      fc.tuple(tie('operand'), fc.constantFrom(' and ', ' AND ', '  And ', ' or ', ' and ', ' && ', ' and ')),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((pairs) => pairs.map(([one, word], at) => (at === pairs.length - 1 ? one : one + word)).join('')),
  operand: fc.oneof(
    { maxDepth: 3 },
    clause,
    tie('query').map((inner) => `(${inner})`),
    tie('operand').map((inner) => `not ${inner}`),
  ),
}));
const indicator = fc
  .record({
    indicator_type: fc.constantFrom('IP', 'URL', 'Domain'),
    score: fc.constantFrom(0, 1, 2, 3),
    value: fc.constantFrom('evil.example', 'good.example'),
    CustomFields: fc.record({ tags: fc.subarray(['x', 'x and y']) }),
  })
  .map((x) => x as unknown as StoredIndicator);
