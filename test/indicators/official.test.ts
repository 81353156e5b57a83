import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { officialScoreAt } from '../../src/indicators/official.ts';

const NOON = '2026-01-15T12:00:00Z';
const EVENING = '2026-01-15T18:00:00.5Z';
const official = (times: object) => ({ sourceBrand: 'Cortex XDR - IOC', score: 3, ...times });
const indicator = (...sources: unknown[]) => ({ moduleToFeedMap: Object.fromEntries(sources.entries()) });

describe('the last score by the official integration', () => {
  it.each([
    ['is when it was fetched', indicator(official({ fetchTime: NOON })), NOON],
    ['is the later of both times', indicator(official({ fetchTime: NOON, modifiedTime: EVENING })), EVENING],
    [
      'is not spoilt by a time that was never set',
      indicator(official({ fetchTime: NOON, modifiedTime: '0001-01-01T00:00:00Z' })),
      NOON,
    ],
    [
      'is the newest of several instances',
      indicator(official({ fetchTime: EVENING }), official({ fetchTime: NOON })),
      EVENING,
    ],
  ])('%s', (_, x, expected) => {
    expect(officialScoreAt(x)).toBe(Date.parse(expected));
  });

  it.each([
    ['of a feed', indicator({ ...official({ fetchTime: NOON }), sourceBrand: 'Feed' })],
    [
      'of this integration',
      indicator({ ...official({ fetchTime: NOON }), sourceBrand: 'Cortex XDR - IOC Sync' }),
    ],
    ['that no time goes with', indicator(official({}))],
    ['whose time cannot be read', indicator(official({ fetchTime: 'yesterday', modifiedTime: 7 }))],
    ['of an indicator without sources', {}],
  ])('is not one %s', (_, x) => {
    expect(officialScoreAt(x)).toBeUndefined();
  });

  it('is a time or nothing, whatever XSOAR answers', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(officialScoreAt(json)).toBeUndefined();
        expect(officialScoreAt({ moduleToFeedMap: json })).toBeUndefined();
      }),
    );
  });
});
