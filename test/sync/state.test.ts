import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StateError } from '../../src/errors.ts';
import { OWN_KEY, parseState, type SyncState, serialiseState } from '../../src/sync/memory/state.ts';

const TIME = '2026-01-15T12:00:00Z';
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
/** A key is there, or it is not: JSON knows no undefined. */
const maybe = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T)[]) =>
  fc.record(shape, { requiredKeys: required as never }) as unknown as fc.Arbitrary<T>;
const cursor = fc.array(fc.oneof(fc.nat(), fc.string()), { minLength: 1 });
const hash = fc.string({ minLength: 8, maxLength: 8 });
const timed = fc.array(fc.tuple(fc.nat(), hash));
const settings = fc.record({
  query: fc.string(),
  overrideSeverity: fc.boolean(),
  severityField: fc.string(),
  commentFields: fc.array(fc.string()),
  commentsAsTags: fc.boolean(),
  excludePrivate: fc.boolean(),
}) as unknown as fc.Arbitrary<NonNullable<SyncState['sentBy']>>;
const call = maybe<SyncState['ownStatus']['calls'][number]>(
  {
    status: fc.constantFrom('ENABLED', 'DISABLED', 'DELETED'),
    from: fc.nat(),
    to: fc.nat(),
    values: hash,
  },
  ['status', 'from', 'values'],
);

const anyState: fc.Arbitrary<SyncState> = fc.record({
  pullCursor: some(fc.nat()),
  pushStart: fc.constant(TIME),
  pushCursor: some(cursor),
  inFirstSync: fc.boolean(),
  keyLevel: fc.constantFrom('Advanced' as const, 'Standard' as const, undefined),
  sentBy: some(settings),
  sentBefore: some(maybe<NonNullable<SyncState['sentBefore']>>({ settings, until: fc.nat() }, ['settings'])),
  owed: fc.array(
    maybe<SyncState['owed'][number]>(
      {
        value: fc.string(),
        type: fc.string(),
        at: fc.nat(),
        modified: fc.string(),
        status: fc.constantFrom('enabled', 'disabled'),
      },
      ['value', 'type', 'at'],
    ),
  ),
  workedOut: timed,
  deleted: timed,
  pushedUntil: some(fc.integer({ min: 1 })),
  ownStatus: fc.record({ retired: hash, disabled: hash, deleted: hash, calls: fc.array(call) }),
  keepsStatus: some(fc.boolean()),
  retire: maybe<SyncState['retire']>(
    { since: fc.constant(TIME), began: fc.constant(TIME), after: cursor, matched: fc.integer({ min: 1 }) },
    [],
  ),
  lastRun: some(
    maybe<NonNullable<SyncState['lastRun']>>(
      {
        command: fc.string(),
        began: fc.constant(TIME),
        end: fc.constant('done'),
        seconds: fc.nat(),
        counts: fc.record({ sent: fc.nat() }),
        told: fc.array(fc.string()),
        more: fc.nat(),
        failure: fc.string(),
      },
      ['command', 'began', 'counts', 'told', 'more'],
    ),
  ),
  refused: fc.array(
    fc.record({ value: fc.string(), reason: fc.string(), since: fc.constant(TIME), times: fc.nat() }),
  ),
  refusedInAll: fc.integer({ min: 1 }),
  others: fc.constant({ kept: [1] }),
});

describe('the state in the integration context', () => {
  it.each([undefined, null, {}])('is empty where the context is %p', (context) => {
    expect(parseState(context)).toMatchObject({
      pullCursor: undefined,
      pushStart: undefined,
      pushCursor: undefined,
      inFirstSync: false,
      owed: [],
      others: {},
    });
    expect(serialiseState(parseState(context))).toEqual({});
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

  it('is not written where it says nothing: an instance that only reads keeps its context as it was', () => {
    expect(serialiseState(parseState({ theirs: 1 }))).toEqual({ theirs: 1 });
    expect(serialiseState(parseState({ theirs: 1, [OWN_KEY]: '{"owed":[],"retire":{}}' }))).toEqual({
      theirs: 1,
    });
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
    fc.assert(
      fc.property(anyState, (before) => {
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
    [OWN_KEY, '{"owed":[{"value":"a","type":"IP"}]}'],
    [OWN_KEY, '{"owed":[{"value":"a","type":"IP","at":1,"status":"perhaps"}]}'],
    [OWN_KEY, '{"workedOut":[["hash", 1]]}'],
    [OWN_KEY, '{"ownStatus":{"calls":[{"status":"ENABLED"}]}}'],
    [OWN_KEY, '{"retire":{"after":"x"}}'],
    [OWN_KEY, '{"sentBy":{}}'],
    [OWN_KEY, '{"lastRun":{}}'],
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
      { numRuns: 3_000 },
    );
  });
});
