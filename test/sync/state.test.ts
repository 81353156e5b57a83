import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StateError } from '../../src/errors.ts';
import { laterCursor, OWN_KEY, parseState, serialiseState } from '../../src/sync/memory/state.ts';

describe('the state in the integration context', () => {
  it.each([undefined, null, {}])('is empty where the context is %p', (context) => {
    expect(parseState(context)).toEqual({
      pullCursor: undefined,
      pushStart: undefined,
      pushCursor: undefined,
      inFirstSync: false,
      keyLevel: undefined,
      refused: [],
      others: {},
    });
  });

  it('is that of the official integration, in each of its phases', () => {
    const time = '2026-01-15T12:00:00Z';
    expect(parseState({ ts: 5, time })).toMatchObject({ pullCursor: 5, pushStart: time, inFirstSync: false });
    expect(parseState({ ts: 5, time, is_first_sync_phase: true, search_after: ['m', 'i'] })).toMatchObject({
      inFirstSync: true,
      pushCursor: ['m', 'i'],
    });
    expect(parseState({ ts: 5, time, is_first_sync_phase: false, search_after: null })).toMatchObject({
      inFirstSync: false,
      pushCursor: undefined,
    });
  });

  it('is written with the keys of the official integration and one of its own', () => {
    const context = {
      ts: 5,
      time: '2026-01-15T12:00:00Z',
      is_first_sync_phase: true,
      search_after: [1_700_000_000_000, 'id'],
      [OWN_KEY]: '{"keyLevel":"Standard"}',
    };
    expect(serialiseState(parseState(context))).toEqual(context);
  });

  it('keeps keys that are not its own as they were found', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().map((key) => `x${key}`),
          fc.jsonValue(),
        ),
        (others) => {
          expect(serialiseState(parseState(others))).toEqual(others);
        },
      ),
    );
  });

  it('comes back as it was written', () => {
    const state = fc.record({
      pullCursor: fc.option(fc.nat(), { nil: undefined }),
      pushStart: fc.constant('2026-01-15T12:00:00Z'),
      pushCursor: fc.option(fc.tuple(fc.oneof(fc.nat(), fc.string()), fc.string()), { nil: undefined }),
      inFirstSync: fc.boolean(),
      keyLevel: fc.constantFrom('Advanced' as const, 'Standard' as const, undefined),
      refused: fc.array(
        fc.record({
          value: fc.string(),
          reason: fc.string(),
          since: fc.constant('2026-01-15T12:00:00Z'),
          times: fc.nat(),
        }),
      ),
      others: fc.constant({ kept: [1] }),
    });
    fc.assert(
      fc.property(state, (before) => {
        expect(parseState(JSON.parse(JSON.stringify(serialiseState(before))))).toEqual(before);
      }),
    );
  });

  it.each([
    ['ts', -1],
    ['ts', '5'],
    ['ts', 1.5],
    ['time', 'yesterday'],
    ['time', 5],
    ['is_first_sync_phase', 'true'],
    ['search_after', 'x'],
    ['search_after', {}],
    [OWN_KEY, {}],
    [OWN_KEY, 'no json'],
    [OWN_KEY, '{"keyLevel":"Super"}'],
    [OWN_KEY, '[]'],
    [OWN_KEY, '{"refused":[{"value":5}]}'],
  ])('is an error that names the key where %s is %p', (key, value) => {
    const damaged = (): unknown => parseState({ ts: 5, time: '2026-01-15T12:00:00Z', [key]: value });
    expect(damaged).toThrow(StateError);
    expect(damaged).toThrow(`'${key}'`);
  });

  it.each(['text', 5, [], true])('is an error where the context is %p', (context) => {
    expect(() => parseState(context)).toThrow(StateError);
  });

  it('never throws anything else, whatever the context', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('ts', 'time', 'is_first_sync_phase', 'search_after', OWN_KEY),
        (value, key) => {
          for (const context of [value, { [key]: value }]) {
            try {
              parseState(context);
            } catch (thrown) {
              expect(thrown).toBeInstanceOf(StateError);
            }
          }
        },
      ),
      { numRuns: 10_000 },
    );
  });
});

describe('laterCursor', () => {
  it.each([
    [[1, 'a'], [2, 'a'], 1],
    [['9', 'a'], ['10', 'a'], 1],
    [['2026-01-01T00:00:00.5Z', 'a'], ['2026-01-01T00:00:00Z', 'b'], 0],
    [['2026-01-01T00:00:00Z', 'b'], ['2026-01-01T00:00:00Z', 'a'], 0],
    [['2026-01-01T00:00:00Z', '10'], ['2026-01-01T00:00:00Z', '9'], 0],
    [[1, 'a'], [1, 'a', 'x'], 1],
    [[null], ['a'], 1],
  ])('of %p and %p is number %d', (one, other, expected) => {
    const cursors = [one, other];
    expect(laterCursor(one, other)).toBe(cursors[expected]);
    expect(laterCursor(other, one)).toEqual(cursors[expected]);
  });

  it('is the only one where there is one', () => {
    expect(laterCursor(undefined, ['m', 'i'])).toEqual(['m', 'i']);
  });

  it('never goes back', () => {
    const cursor = fc.tuple(
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
        .map((date) => date.toISOString()),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(cursor, { minLength: 1 }), (cursors) => {
        let latest: readonly unknown[] | undefined;
        for (const next of cursors) {
          latest = laterCursor(latest, next);
        }
        for (const next of cursors) {
          expect(laterCursor(latest, next)).toEqual(latest);
        }
      }),
    );
  });
});
