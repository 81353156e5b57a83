import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spellings, valueKey } from '../../src/indicators/values.ts';
import {
  changeOfSettings,
  isNotShownYet,
  isTooMany,
  needsConfirmation,
  planDisabled,
  planLeaving,
  planPush,
  SETTLING_MS,
  type SentBy,
  secondIsSent,
  whichIndicator,
} from '../../src/sync/two-sides.ts';
import { read } from './two-sides-arbitraries.ts';
import type { Json } from './two-sides-model.ts';

// The shorter rules of docs/two-sides.md: a table of examples each, and a law where there is one.

const NOON = Date.UTC(2026, 0, 15, 12);
const SECOND = 1_000;

function at(time: number): string {
  return new Date(time).toISOString();
}

describe('a push of an indicator (rule 2)', () => {
  const modified = NOON;
  const x = { modified, modifiedText: at(modified) };
  const fetches = { canTake: true, offset: 0 };
  const doesNotFetch = { canTake: false, offset: 0 };
  const rule = (changedAt: number) => ({ changedAt, deletedAt: undefined });
  const deletion = (deletedAt: number) => ({ changedAt: undefined, deletedAt });

  it.each([
    ['goes, where nothing waits', undefined, fetches, 'push'],
    ['is held back by a later rule', rule(NOON + SECOND), fetches, 'hold back'],
    ['is held back by an earlier rule too: times say nothing', rule(NOON - SECOND), fetches, 'hold back'],
    ['goes, where this instance cannot take the rule', rule(NOON + SECOND), doesNotFetch, 'push'],
    ['stops for a later deletion in XDR', deletion(NOON + SECOND), fetches, 'deleted in XDR'],
    ['goes after an earlier deletion in XDR', deletion(NOON - SECOND), fetches, 'push'],
    ['reckons with both clocks', deletion(NOON + SECOND), { canTake: true, offset: 2 * SECOND }, 'push'],
  ])('%s', (_, waiting, instance, expected) => {
    expect(planPush(x, waiting, undefined, NOON, instance)).toBe(expected);
  });

  it.each([
    [
      'waits, while XSOAR shows it as it was before our write',
      { modified: at(modified), at: NOON },
      SECOND,
      'not shown yet',
    ],
    ['goes, when XSOAR shows another version', { modified: at(modified - SECOND), at: NOON }, SECOND, 'push'],
    [
      'goes after the settling time: XSOAR has not taken it',
      { modified: at(modified), at: NOON },
      SETTLING_MS,
      'push',
    ],
    ['goes, where nobody had read it before the write', { modified: undefined, at: NOON }, SECOND, 'push'],
  ])('after our own write %s', (_, ownWrite, later, expected) => {
    expect(planPush(x, undefined, ownWrite, NOON + later, fetches)).toBe(expected);
  });

  it('is never put off for longer than the settling time by our own write', () => {
    const times = fc.integer({ min: 0, max: 2 * SETTLING_MS });
    fc.assert(
      fc.property(times, times, (written, later) => {
        const write = { modified: at(modified), at: NOON + written };
        expect(isNotShownYet(at(modified), write, NOON + written + SETTLING_MS + later)).toBe(false);
      }),
    );
  });

  it('is held back by any rule, whatever the times say', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (modified, changedAt, offset) => {
        const any = { modified, modifiedText: '' };
        expect(planPush(any, rule(changedAt), undefined, NOON, { canTake: true, offset })).toBe('hold back');
      }),
    );
  });
});

describe('of two indicators that would become one IOC (rule 3)', () => {
  it.each([
    ['DOMAIN_NAME', 'PATH', false],
    ['PATH', 'DOMAIN_NAME', true],
    ['DOMAIN_NAME', 'DOMAIN_NAME', true],
    ['HASH', 'HASH', true],
    ['IP', 'CIDR', true],
  ])('a %s and, later modified, a %s: the second is sent: %j', (first, second, expected) => {
    expect(secondIsSent(first, second)).toBe(expected);
  });
});

describe('the indicator that a rule is of (rule 3)', () => {
  const url = { indicator_type: 'URL', modified: at(NOON) };
  const domain = { indicator_type: 'Domain', modified: at(NOON + SECOND) };
  const earlier = { indicator_type: 'URL', modified: at(NOON - SECOND) };
  const rule = (IOC_TYPE: string) => read({ RULE_INDICATOR: 'http://evil.example/A', IOC_TYPE });

  it.each<[string, string, Json[], Json | undefined]>([
    ['none of none', 'PATH', [], undefined],
    ['the one, whatever its type', 'HASH', [url], url],
    ['a URL for a PATH, though a Domain was modified later', 'PATH', [domain, url], url],
    ['a Domain for a DOMAIN_NAME', 'DOMAIN_NAME', [url, domain], domain],
    ['the later modified of two that fit', 'PATH', [earlier, url], url],
    ['the later modified where none fits', 'HASH', [url, domain], domain],
  ])('is %s', (_, type, indicators, expected) => {
    expect(whichIndicator(rule(type), indicators)).toBe(expected);
  });

  it('does not depend on the order in which XSOAR gives them', () => {
    const types = fc.constantFrom('URL', 'Domain', 'IP', 'File');
    const indicators = fc.uniqueArray(fc.record({ indicator_type: types, time: fc.nat({ max: 20 }) }), {
      selector: ({ time }) => time,
    });
    fc.assert(
      fc.property(indicators, fc.constantFrom('PATH', 'DOMAIN_NAME', 'HASH'), (given, type) => {
        const all = given.map(({ indicator_type, time }) => ({ indicator_type, modified: at(NOON + time) }));
        expect(whichIndicator(rule(type), all)).toBe(whichIndicator(rule(type), [...all].reverse()));
      }),
    );
  });
});

describe('two spellings of a value (rule 3)', () => {
  it.each([
    ['EVIL.example', 'evil.EXAMPLE', 'DOMAIN_NAME'],
    ['D41D8CD98F00B204E9800998ECF8427E', 'd41d8cd98f00b204e9800998ecf8427e', 'HASH'],
    ['Ana@Example.com', 'ana@example.com', 'EMAIL'],
    ['2001:DB8::1', '2001:db8::1', 'IP'],
    ['192.0.2.9/32', '192.0.2.9', 'IP'],
    ['192.0.2.9/32', '192.0.2.9', 'CIDR'],
  ])('are one value: %s and %s, %s', (one, other, type) => {
    expect(valueKey(one, type)).toBe(valueKey(other, type));
  });

  it.each([
    ['http://evil.example/A', 'http://evil.example/a', 'PATH'],
    ['http://evil.example/A', 'http://evil.example/a', 'URL'],
    ['C:\\A.exe', 'C:\\a.exe', 'FILENAME'],
    ['192.0.2.9/31', '192.0.2.9', 'IP'],
    ['192.0.2.9', '192.0.2.90', 'IP'],
    ['http://evil.example/32', 'http://evil.example', 'PATH'],
  ])('are two values: %s and %s, %s', (one, other, type) => {
    expect(valueKey(one, type)).not.toBe(valueKey(other, type));
  });

  const types = fc.constantFrom('IP', 'CIDR', 'DOMAIN_NAME', 'HASH', 'EMAIL', 'PATH', 'URL', 'FILENAME');
  const values = fc.oneof(
    fc.ipV4(),
    fc.ipV4().map((address) => `${address}/32`),
    fc.ipV6(),
    fc.domain(),
    fc.webUrl(),
    fc.string(),
  );

  it('are the same for the value that they stand for: a key is a spelling of its own', () => {
    fc.assert(
      fc.property(values, types, (value, type) => {
        const key = valueKey(value, type);
        expect(valueKey(key, type)).toBe(key);
      }),
    );
  });

  it('are looked for under the one that XDR tells first, and all are the same value', () => {
    fc.assert(
      fc.property(values, types, (value, type) => {
        const all = spellings(value, type);
        expect(all[0]).toBe(value);
        expect(new Set(all.map((spelling) => valueKey(spelling, type))).size).toBe(1);
      }),
    );
  });

  it('are looked for with the /32 of an address', () => {
    expect(spellings('192.0.2.9', 'IP')).toEqual(['192.0.2.9', '192.0.2.9/32']);
    expect(spellings('192.0.2.9/32', 'IP').sort()).toEqual(['192.0.2.9', '192.0.2.9/32']);
  });

  it('differ in case alone, where they are no paths', () => {
    const ascii = fc.string({ unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(ascii, fc.constantFrom('IP', 'DOMAIN_NAME', 'HASH', 'EMAIL'), (value, type) => {
        expect(valueKey(value.toUpperCase(), type)).toBe(valueKey(value.toLowerCase(), type));
      }),
    );
  });
});

describe('what XDR keeps disabled (rule 4)', () => {
  const held = (xdrstatus?: string) => ({ CustomFields: xdrstatus === undefined ? {} : { xdrstatus } });

  it.each([
    ['enabled', held('enabled'), false, false, 'enable'],
    ['disabled', held('disabled'), true, false, 'as it should be'],
    ["disabeld, the vendor's word", held('disabeld'), true, false, 'as it should be'],
    ['disabled, though we disabled it when it left', held('disabled'), true, true, 'as it should be'],
    ['nothing, where XSOAR was seen to keep the field', held(), true, false, 'enable'],
    ['nothing, where XSOAR was not', held(), false, false, 'stays disabled'],
    ['nothing, and we disabled it when it left', held(), false, true, 'enable'],
    ['something else', held('maybe'), false, false, 'stays disabled'],
    ['nothing at all: XSOAR does not hold it', undefined, true, false, 'stays disabled'],
  ])('XSOAR says %s', (_, x, keepsStatus, retired, expected) => {
    expect(planDisabled(x, keepsStatus, retired)).toBe(expected);
  });
});

describe('an indicator that the Retire Query finds (rule 5)', () => {
  const OWN = 'Cortex XDR - IOC Sync';
  const x = (sourceBrands: string[], created = NOON - SECOND) => ({ timestamp: at(created), sourceBrands });

  it.each([
    ['is retired', x(['Feed']), [], 'retire'],
    ['is retired, where this integration is one source of several', x(['Feed', OWN]), [], 'retire'],
    ['stays, where this integration is its only source', x([OWN]), [], 'stay'],
    ["stays, where it was created after this run's push", x(['Feed'], NOON + SECOND), [], 'stay'],
    ['is pushed, where another indicator of its value still matches', x(['Feed']), [{}], 'push'],
  ])('%s', (_, indicator, stillMatching, expected) => {
    expect(planLeaving({ x: indicator, stillMatching }, NOON, OWN)).toBe(expected);
  });

  it.each([
    [undefined, 0, 10_000, false],
    [20_000, 10_000, 10_000, false],
    [20_000, 9_999, 10_000, true],
    [20_000, 30_000, 10_000, false],
    [1, 0, 0, true],
  ])('brakes: %p matched before, %p now, at most %p may go: %p', (before, now, limit, expected) => {
    expect(isTooMany(before, now, limit)).toBe(expected);
  });

  it.each([
    [undefined, 0, true],
    [undefined, 1, false],
    [10, 5, false],
    [10, 4, true],
    [11, 5, true],
    [0, 0, true],
    [10, 11, false],
  ])('asks before a full sync: %p were synced before, %p are to be: %p', (before, now, expected) => {
    expect(needsConfirmation(before, now)).toBe(expected);
  });

  it('brakes no less for a larger loss', () => {
    const counts = fc.nat({ max: 50_000 });
    fc.assert(
      fc.property(counts, counts, counts, counts, (before, now, fewer, limit) => {
        const less = Math.max(0, now - fewer);
        expect(isTooMany(before, now, limit) && !isTooMany(before, less, limit)).toBe(false);
        expect(needsConfirmation(before, now) && !needsConfirmation(before, less)).toBe(false);
      }),
    );
  });
});

describe('a change of the settings (rule 7)', () => {
  const settings: SentBy = {
    query: 'reputation:Bad',
    overrideSeverity: false,
    severity: 'HIGH',
    severityField: 'sourceoriginalseverity',
    commentFields: ['comments'],
    commentsAsTags: false,
    excludePrivate: false,
  };

  it.each<[string, SentBy | undefined, string]>([
    ['none, where nothing changed', settings, 'none'],
    ['the first, where nobody knows those before', undefined, 'first'],
    ['that of the query', { ...settings, query: 'type:IP' }, 'query'],
    ['that of the fields, where a gate changed', { ...settings, excludePrivate: true }, 'fields'],
    ['that of the fields, where the severity changed', { ...settings, severity: 'LOW' }, 'fields'],
    ['that of the fields, where the severity was blank', { ...settings, severity: undefined }, 'fields'],
    [
      'that of the fields, where the query changed too',
      { ...settings, query: '', commentFields: [] },
      'fields',
    ],
  ])('is %s', (_, before, expected) => {
    expect(changeOfSettings(before, settings)).toBe(expected);
  });

  it('is none after a way through the state, in any order of the keys', () => {
    const turned = Object.fromEntries(Object.entries(settings).reverse()) as unknown as SentBy;
    expect(changeOfSettings(JSON.parse(JSON.stringify(turned)) as SentBy, settings)).toBe('none');
  });
});
