import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scoreAfterEcho } from '../../src/indicators/echo.ts';
import { fieldsWithin, MERGE_FIELDS, OUTGOING_FIELDS } from '../../src/indicators/fields.ts';
import { newIndicatorFrom } from '../../src/indicators/new-indicator.ts';
import { Rejection } from '../../src/indicators/rejection.ts';
import { fieldName } from '../../src/indicators/rules.ts';
import { toIoc } from '../../src/indicators/to-ioc.ts';
import { anyIncomingRules, anyOutgoingRules, feedMap, indicatorLike, ruleLike } from './arbitraries.ts';
import { iocSchema } from './ioc-schema.ts';
import { incoming, NOW, outgoing } from './rules-for-tests.ts';

const oracle = iocSchema(NOW);
const anyJson = { numRuns: 10_000 };

/** Fails unless the outcome is an IOC that XDR can read, or says why it is none. */
function expectIocOrReason(outcome: unknown): void {
  if (outcome instanceof Rejection) {
    expectReason(outcome);
  } else {
    oracle.parse(outcome);
  }
}

function expectReason({ value, reason }: Rejection): void {
  expect(value).not.toBe('');
  // One line, and short however long the offending value is.
  expect(reason).toMatch(/^[A-Z][^\n\r]{20,400}\.$/);
}

/** The same object, noting which of its keys are read. */
function watched(object: object, read: Set<PropertyKey>): unknown {
  return new Proxy(object, {
    get(target, key) {
      read.add(key);
      return Reflect.get(target, key);
    },
  });
}

describe('mapping to XDR', () => {
  it('never throws, and gives an IOC or a reason, whatever JSON comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), anyOutgoingRules, (indicator, rules) =>
        expectIocOrReason(toIoc(indicator, rules)),
      ),
      anyJson,
    );
  });

  it('never throws, and gives an IOC or a reason, whatever JSON is in an indicator', () => {
    fc.assert(
      fc.property(indicatorLike, anyOutgoingRules, (indicator, rules) =>
        expectIocOrReason(toIoc(indicator, rules)),
      ),
      anyJson,
    );
  });

  it('gives an IOC of the same value for most of what looks like an indicator', () => {
    const rules = outgoing({ overrideSeverity: true, severity: 'HIGH' });
    const samples = fc.sample(indicatorLike, { numRuns: 1_000, seed: 1 });
    const iocs = samples.filter((sample) => {
      const ioc = toIoc(sample, rules);
      return 'indicator' in ioc && ioc.indicator === sample.value;
    });
    // Otherwise the laws above would be about reasons only.
    expect(iocs.length).toBeGreaterThan(300);
  });

  it('does not change the indicator', () => {
    fc.assert(
      fc.property(indicatorLike, anyOutgoingRules, (indicator, rules) => {
        const before = JSON.stringify(indicator);
        toIoc(indicator, rules);
        expect(JSON.stringify(indicator)).toBe(before);
      }),
    );
  });

  it('reads the fields that are asked of XSOAR, and no others', () => {
    const read = new Set<PropertyKey>();
    fc.assert(
      fc.property(indicatorLike, anyOutgoingRules, (indicator, rules) => {
        toIoc(watched(indicator, read), rules);
      }),
      { numRuns: 1_000 },
    );
    // The cursor is made of `modified`; the mapping has no use for it.
    expect([...read, 'modified'].sort()).toEqual([...OUTGOING_FIELDS].sort());
  });

  it('does not exhaust the stack, however deep a value is nested', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    const rules = outgoing({ commentFields: ['notes', 'comments'] });
    const ip = { value: '192.0.2.1', indicator_type: 'IP' };
    expect(toIoc(deep, rules)).toBeInstanceOf(Rejection);
    expect(toIoc({ ...ip, CustomFields: { sourceoriginalseverity: deep } }, rules)).toBeInstanceOf(Rejection);
    const harmless = {
      moduleToFeedMap: { a: deep },
      comments: deep,
      CustomFields: { notes: deep, threattypes: deep },
    };
    expectIocOrReason(toIoc({ ...ip, ...harmless, score: deep, expiration: deep }, rules));
    expect(toIoc({ ...ip, ...harmless }, rules)).not.toBeInstanceOf(Rejection);
    expect(newIndicatorFrom(deep, incoming())).toBeInstanceOf(Rejection);
    expect(newIndicatorFrom({ RULE_INDICATOR: 'v', IOC_TYPE: deep }, incoming())).toBeInstanceOf(Rejection);
  });
});

describe('mapping from XDR', () => {
  it('never throws, and gives an indicator or a reason, whatever JSON comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), ruleLike), anyIncomingRules, (rule, rules) => {
        const indicator = newIndicatorFrom(rule, rules);
        if (indicator instanceof Rejection) {
          expectReason(indicator);
          return;
        }
        expect(['IP', 'Domain', 'File', 'URL']).toContain(indicator.type);
        expect(indicator.value.trim()).not.toBe('');
        expect([0, 1, 2, 3]).toContain(indicator.score);
        expect(Object.values(indicator.fields)).not.toContain(undefined);
        expect(Object.getPrototypeOf(indicator.fields)).toBe(Object.prototype);
        expect(Object.getPrototypeOf(indicator.rawJSON)).toBe(Object.prototype);
        const { value, type } = indicator;
        expect(JSON.parse(JSON.stringify(indicator.rawJSON))).toEqual({
          ...(JSON.parse(JSON.stringify(rule)) as object),
          value,
          type,
        });
      }),
      anyJson,
    );
  });

  it('reads only fields that are asked of XSOAR for the echo rule', () => {
    const read = new Set<PropertyKey>();
    const scores = fc.integer({ min: 0, max: 3 });
    const OURS = { brand: 'Cortex XDR - IOC Sync', instance: undefined };
    fc.assert(
      fc.property(scores, feedMap, (score, moduleToFeedMap) => {
        scoreAfterEcho(score, watched({ score, moduleToFeedMap }, read), OURS);
      }),
    );
    expect([...read].sort()).toEqual(['moduleToFeedMap', 'score']);
    expect(MERGE_FIELDS).toEqual(expect.arrayContaining(['value', ...read] as string[]));
  });
});

describe('what is asked of XSOAR', () => {
  it('for the merge tells whose each comment and each opinion is', () => {
    expect(fieldsWithin(MERGE_FIELDS)).toMatchObject({
      comments: ['type', 'content', 'user', 'created'],
      moduleToFeedMap: ['sourceBrand', 'sourceInstance', 'score', 'reliability', 'fetchTime', 'modifiedTime'],
      manuallyEditedFields: null,
    });
  });

  it('for a push is the least that the mapping reads', () => {
    expect(fieldsWithin(OUTGOING_FIELDS)).toMatchObject({
      comments: ['type', 'content'],
      moduleToFeedMap: ['sourceBrand', 'score', 'reliability'],
      CustomFields: null,
    });
    expect(MERGE_FIELDS).toEqual(expect.arrayContaining([...OUTGOING_FIELDS]));
  });
});

describe("a field's name", () => {
  it('is in lower case and has no blanks', () => {
    expect(fieldName(' Source Original\tSeverity ')).toBe('sourceoriginalseverity');
  });
});
