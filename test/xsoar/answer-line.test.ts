import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HostError } from '../../src/errors.ts';
import { parseLine } from '../../src/xsoar/answer-line.ts';
import { IndicatorTexts } from '../../src/xsoar/indicator-texts.ts';

/** What a line says, its indicators parsed. */
function read(line: string): unknown {
  const answer = parseLine(Buffer.from(line)) as { ok?: { iocs?: unknown } } | null;
  const iocs = answer?.ok?.iocs;
  return iocs instanceof IndicatorTexts ? { ...answer, ok: { ...answer?.ok, iocs: [...iocs] } } : answer;
}

const isCut = (line: string): boolean => {
  const answer = parseLine(Buffer.from(line)) as { ok: { iocs: unknown } };
  return answer.ok.iocs instanceof IndicatorTexts;
};

/** JSON with white space in it, or without. */
const spaces = fc.constantFrom(undefined, 1, '\t');
/** What a search answer may hold beside its indicators, in any order. */
const frames = fc.record(
  {
    accountErrors: fc.constantFrom(null, [], [{ iocs: [1] }], { iocs: [2] }, '"iocs":['),
    total: fc.nat(),
    searchAfter: fc.array(fc.jsonValue(), { maxLength: 2 }),
    after: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

describe('parseLine', () => {
  it('reads any search answer as JSON.parse does', () => {
    const answers = fc.tuple(frames, fc.array(fc.jsonValue()), frames).map(([before, iocs, after]) => ({
      ok: { ...before, iocs, ...after },
    }));
    fc.assert(
      fc.property(answers, spaces, (answer, space) => {
        const line = JSON.stringify(answer, undefined, space);
        expect(read(line)).toEqual(JSON.parse(line));
      }),
    );
  });

  it('reads any other JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), (line) => {
        expect(read(line)).toEqual(JSON.parse(line));
      }),
    );
  });

  it('gives single indicators of a page, also counted from its end', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.nat(), (iocs, number) => {
        const { ok } = parseLine(Buffer.from(JSON.stringify({ ok: { iocs } }))) as {
          ok: { iocs: IndicatorTexts };
        };
        const index = number % iocs.length;
        const places = [index, index - iocs.length, iocs.length];
        expect(places.map((place) => ok.iocs.at(place))).toEqual(
          places.map((place) => JSON.parse(JSON.stringify({ at: iocs.at(place) })).at),
        );
      }),
    );
  });

  it.each([
    '{"ok":{"iocs":[{"a":1}],"total":1}}',
    '{"ok": {"iocs": [{"a": 1}], "total": 1}}',
    '{"ok":{"accountErrors":null,"iocs":[1,2]}}',
    '{"ok":{"total":3,"searchAfter":[],"iocs":[[],[]]}}',
  ])('leaves the indicators of %s for later', (line) => {
    expect(isCut(line)).toBe(true);
  });

  it('fails on a page that is cut short, wherever that is', () => {
    const line = '{"ok":{"iocs":[{"a":"x\\"]"},{"b":[2]}],"searchAfter":["m"],"total":2}}';
    for (let length = 0; length < line.length; length += 1) {
      expect(() => read(line.slice(0, length))).toThrow();
    }
  });

  it.each(['[1,,2]', '[,]', '[1,]', '[{"a":1} {"b":2}]', '[{"a":1]]', '[{]}', '["a]', '[1}'])(
    'fails on a list that is no JSON: %s',
    (list) => {
      expect(() => read(`{"ok":{"iocs":${list},"total":1}}`)).toThrow();
    },
  );

  it('says that it was XSOAR that sent an indicator that is no JSON', () => {
    expect(() => read('{"ok":{"iocs":[1,x],"total":1}}')).toThrow(HostError);
  });
});
