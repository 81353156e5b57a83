import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseLine } from '../../src/xsoar/answer-line.ts';
import { IndicatorTexts } from '../../src/xsoar/indicator-texts.ts';
import { LineSplitter } from '../../src/xsoar/line-splitter.ts';

interface PageLine {
  ok: { iocs: unknown[]; total?: unknown; searchAfter?: unknown };
}

/** Texts that hold what stands between two indicators, what escapes it, and characters of two to four bytes. */
const oddTexts = fc
  .array(
    fc.constantFrom(
      '"',
      '\\',
      '},{"id":"',
      '}, {"id": "',
      '}],"',
      '{',
      ']',
      ',',
      'ü',
      '確',
      '😀',
      '\ud800',
      ' ',
      '\n',
      'a',
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** What begins like an indicator does: other indicators, and what is within one. */
const alike = fc.letrec((tie) => ({
  object: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(oddTexts, tie('value'), tie('value')).map(([id, a, b]) => ({ id, version: a, more: b })),
    fc.tuple(oddTexts, tie('value')).map(([id, a]) => ({ id, other: a })),
    fc.tuple(fc.nat(9), oddTexts).map(([id, version]) => ({ id, version })),
    fc.constant({}),
  ),
  value: fc.oneof(
    { maxDepth: 3 },
    oddTexts,
    fc.nat(),
    fc.array(tie('object'), { maxLength: 3 }),
    tie('object'),
  ),
}));

/** Mostly objects that begin alike, as a server's are; anything else is among them. */
const lists = fc.oneof(
  { weight: 4, arbitrary: fc.array(alike.object as fc.Arbitrary<unknown>, { maxLength: 6 }) },
  { weight: 1, arbitrary: fc.array(fc.oneof(alike.object, fc.jsonValue()), { maxLength: 6 }) },
);

/** Pages; the cursor may hold anything, and so may what else an answer says, before and behind it. */
const pages: fc.Arbitrary<PageLine> = fc
  .record({
    iocs: lists,
    total: fc.nat(),
    searchAfter: fc.oneof(fc.array(alike.value, { maxLength: 2 }), fc.constant(null)),
    before: fc.constantFrom({}, { accountErrors: null }, { total: 7 }),
    behind: fc.oneof(
      fc.constant({}),
      alike.value.map((accountErrors) => ({ accountErrors })),
    ),
    isCursorFirst: fc.boolean(),
  })
  .map(({ iocs, total, searchAfter, before, behind, isCursorFirst }) => ({
    ok: isCursorFirst
      ? { ...before, iocs, searchAfter, ...behind, total }
      : { ...before, iocs, ...behind, total, searchAfter },
  }));

/** Ways in which JSON is written: as Go and JavaScript do, as Python does, and over several lines' worth of blanks. */
const writers = fc.constantFrom<(value: unknown) => string>(
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value, undefined, 1).replace(/\n */g, ' '),
  (value) => JSON.stringify(value, undefined, '\t').replaceAll('\n', '\r'),
);

function textsOf(line: string, giveBack?: (line: Buffer) => void): unknown {
  return (parseLine(Buffer.from(line), giveBack) as PageLine).ok.iocs;
}

const listOf = (line: string): unknown[] => (JSON.parse(line) as PageLine).ok.iocs;

/** A page as a server writes it, with these indicators. */
const pageOf = (iocs: string): string => `{"ok":{"iocs":${iocs},"total":9,"searchAfter":["m","i"]}}`;

describe('the indicators of a page', () => {
  it('are those that JSON.parse finds, whatever they hold and however they are written', () => {
    fc.assert(
      fc.property(pages, writers, (page, write) => {
        const line = write(page);
        const expected = JSON.parse(line) as PageLine;
        const { ok } = parseLine(Buffer.from(line)) as PageLine;
        expect([ok.total, ok.searchAfter]).toEqual([expected.ok.total, expected.ok.searchAfter]);
        expect([...ok.iocs]).toEqual(expected.ok.iocs);
        expect([ok.iocs.length, ok.iocs.at(-1)]).toEqual([expected.ok.iocs.length, expected.ok.iocs.at(-1)]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are counted, and found by their places, before they are gone through', () => {
    fc.assert(
      fc.property(pages, writers, fc.nat(6), (page, write, place) => {
        const line = write(page);
        const expected = listOf(line);
        const { ok } = parseLine(Buffer.from(line)) as PageLine;
        expect([ok.iocs.length, ok.iocs.at(place), ok.iocs.at(-1)]).toEqual([
          expected.length,
          expected.at(place),
          expected.at(-1),
        ]);
      }),
    );
  });

  it('are the same however the lines come in pieces, in memory that is used again', () => {
    fc.assert(
      fc.property(
        fc.array(pages, { maxLength: 5 }),
        writers,
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }),
        (several, write, sizes) => {
          const lines = several.map(write);
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const splitter = new LineSplitter(undefined, 1);
          const chunk = Buffer.alloc(400);
          const found: unknown[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = bytes.copy(chunk, 0, at, at + (sizes[turn % sizes.length] ?? 1));
            at += size;
            for (const line of splitter.pushBytes(chunk.subarray(0, size))) {
              const page = parseLine(line, (read) => splitter.reuse(read)) as PageLine;
              found.push([...page.ok.iocs]);
            }
          }
          expect(found).toEqual(lines.map(listOf));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    [
      'neighbours with something else between the first two',
      '[{"id":"1","v":1},5,{"id":"2","v":1},{"id":"3","v":1}]',
    ],
    ['one without the second key', '[{"id":"1","v":1},{"id":"2","v":1},{"id":"3"},{"id":"4","v":1}]'],
    ['one with another first key', '[{"id":"1","v":1},{"id":"2","v":1},{"x":"3","v":1},{"id":"4","v":1}]'],
    [
      'lists within that look like the page',
      '[{"id":"1","v":[{"id":"a","v":1},{"id":"b","v":1}]},{"id":"2","v":[]}]',
    ],
    [
      'only some that are alike',
      `[{"id":"1","v":1},{"id":"2","v":1}${',{"x":1}'.repeat(30)},{"id":"3","v":1}]`,
    ],
    ['a first key that is no word', '[{":":"},{","v":1},{":":"},{","v":1}]'],
  ])('are found where there is %s', (_what, iocs) => {
    expect([...(textsOf(pageOf(iocs)) as unknown[])]).toEqual(JSON.parse(iocs));
  });

  it('end where their list ends, where another list of such objects stands behind it', () => {
    const line =
      '{"ok":{"iocs":[{"id":"1","v":1},{"id":"2","v":1}],"more":[{"id":"3","v":1},{"id":"4","v":1}],"total":2,"searchAfter":["m"]}}';
    const texts = textsOf(line) as unknown[];
    expect([...texts]).toEqual(listOf(line));
    expect([texts.length, texts.at(-1)]).toEqual([2, { id: '2', v: 1 }]);
  });

  it.each([
    '[{"id":"1","v":1}x,{"id":"2","v":1}]',
    '[{"id":"1","v":1},x{"id":"2","v":1}]',
    '[{"id":"1","v":1},{"id":"2","v":1},,{"id":"3","v":1}]',
  ])('fail where they are no JSON: %s', (iocs) => {
    expect(() => [...(textsOf(pageOf(iocs)) as unknown[])]).toThrow();
  });

  it('give their memory back once they have been gone through, and not before', () => {
    const given: Buffer[] = [];
    const texts = textsOf(pageOf('[{"id":"1","v":1},{"id":"2","v":1}]'), (line) =>
      given.push(line),
    ) as unknown[];
    const visits = texts[Symbol.iterator]();
    visits.next();
    visits.next();
    expect(given).toHaveLength(0);
    expect(visits.next().done).toBe(true);
    expect(given).toHaveLength(1);
    expect(() => [...texts]).toThrow('once');
    expect(() => texts.at(0)).toThrow('once');
  });

  it('are most likely as many as they are, also before they are gone through', () => {
    for (const iocs of [
      '[{"id":"1","v":1}]',
      '[1,2,3]',
      '[{"id":"1","v":[{"id":"1"},{"id":"2"}]},{"id":"2","v":1}]',
    ]) {
      const texts = textsOf(pageOf(iocs));
      expect(texts).toBeInstanceOf(IndicatorTexts);
      expect((texts as IndicatorTexts).likelyLength).toBe((JSON.parse(iocs) as unknown[]).length);
    }
  });
});
