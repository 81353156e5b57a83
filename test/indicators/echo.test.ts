import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type OwnSource, scoreAfterEcho } from '../../src/indicators/echo.ts';
import { feedMap } from './arbitraries.ts';

const feed = { sourceBrand: 'Cofense Feed', score: 3 };
const OURS: OwnSource = { brand: 'Cortex XDR - IOC Sync', instance: undefined };
const own = (score: unknown) => ({ sourceBrand: OURS.brand, score });

describe('the score that XDR gives an indicator', () => {
  it.each([
    ['stands, where XSOAR has no such indicator', 3, undefined, 3],
    ['stands, where it is not the one in XSOAR', 1, { score: 3, moduleToFeedMap: { a: feed, b: own(3) } }, 1],
    ['is nothing, where XDR has it from a feed', 3, { score: 3, moduleToFeedMap: { a: feed } }, 0],
    ['stays what a person once gave in XDR', 3, { score: 3, moduleToFeedMap: { a: feed, b: own(3) } }, 3],
    [
      'goes back to what a person once gave in XDR',
      3,
      { score: 3, moduleToFeedMap: { a: feed, b: own(1) } },
      1,
    ],
    ['is nothing, where the own score cannot be read', 3, { score: 3, moduleToFeedMap: { b: own('x') } }, 0],
    ['is nothing, where XSOAR names no source', 3, { score: 3 }, 0],
    [
      'is nothing, where the sources are no objects',
      3,
      { score: 3, moduleToFeedMap: { a: null, b: 'x' } },
      0,
    ],
    ['takes a missing score in XSOAR for 0', 0, { moduleToFeedMap: { b: own(2) } }, 2],
    ['stands, where XSOAR has no score yet', 2, { moduleToFeedMap: { b: own(1) } }, 2],
  ])('%s', (_, xdrScore, known, expected) => {
    expect(scoreAfterEcho(xdrScore, known, OURS)).toBe(expected);
  });

  it.each([
    ['of this instance', { sourceBrand: 'Ours', sourceInstance: 'one', score: 1 }, 1],
    ['not of another instance', { sourceBrand: 'Ours', sourceInstance: 'two', score: 1 }, 0],
    [
      "not the official integration's",
      { sourceBrand: 'Cortex XDR - IOC', sourceInstance: 'one', score: 1 },
      0,
    ],
    ['not of another brand', { sourceBrand: 'Theirs', sourceInstance: 'one', score: 1 }, 0],
    ['not of an instance without a name', { sourceBrand: 'Ours', score: 1 }, 0],
  ])('is the own one %s', (_, entry, expected) => {
    const known = { score: 3, moduleToFeedMap: { feed, entry } };
    expect(scoreAfterEcho(3, known, { brand: 'Ours', instance: 'one' })).toBe(expected);
  });

  const xdrScores = fc.integer({ min: 0, max: 3 });

  it('stands, whenever it differs from the one in XSOAR', () => {
    fc.assert(
      fc.property(xdrScores, xdrScores, feedMap, (xdrScore, score, moduleToFeedMap) => {
        fc.pre(xdrScore !== score);
        expect(scoreAfterEcho(xdrScore, { score, moduleToFeedMap }, OURS)).toBe(xdrScore);
      }),
    );
  });

  it('never comes from another source, whenever it is the one in XSOAR', () => {
    fc.assert(
      fc.property(xdrScores, feedMap, (score, moduleToFeedMap) => {
        const others = Object.fromEntries(
          Object.entries(moduleToFeedMap).filter(
            ([, source]) => !JSON.stringify(source).includes(OURS.brand),
          ),
        );
        expect(scoreAfterEcho(score, { score, moduleToFeedMap: others }, OURS)).toBe(0);
      }),
    );
  });

  it('settles: taken over by XSOAR, the next echo changes nothing', () => {
    fc.assert(
      fc.property(xdrScores, xdrScores, xdrScores, (xdrScore, score, before) => {
        const given = scoreAfterEcho(xdrScore, { score, moduleToFeedMap: { a: feed, b: own(before) } }, OURS);
        const next = { score: given, moduleToFeedMap: { a: feed, b: own(given) } };
        expect(scoreAfterEcho(given, next, OURS)).toBe(given);
      }),
    );
  });

  it('is a score of XSOAR, whatever XSOAR answers', () => {
    fc.assert(
      fc.property(xdrScores, fc.jsonValue(), fc.jsonValue(), (xdrScore, known, inside) => {
        expect([0, 1, 2, 3]).toContain(scoreAfterEcho(xdrScore, known, OURS));
        expect([0, 1, 2, 3]).toContain(
          scoreAfterEcho(xdrScore, { score: xdrScore, moduleToFeedMap: inside }, OURS),
        );
      }),
      { numRuns: 10_000 },
    );
  });
});
