import { describe, expect, it } from '@jest/globals';
import { Rejection } from '../../src/indicators/rejection.ts';
import { toIoc } from '../../src/indicators/to-ioc.ts';
import { NOW, outgoing } from './rules-for-tests.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const ip = { id: '77', value: '12.12.12.12', indicator_type: 'IP' };

describe('an XSOAR indicator becomes an IOC', () => {
  it("exactly as in the specification's example", () => {
    const indicator = {
      value: '12.12.12.12',
      indicator_type: 'IP',
      score: 0,
      expiration: '2020-02-06T20:51:33Z',
      moduleToFeedMap: { 'Cofense Feed': { sourceBrand: 'Cofense Feed', score: 0 } },
      CustomFields: { threattypes: [{ threatcategory: 'C2' }] },
    };
    const rules = outgoing({ overrideSeverity: true, severity: 'INFO' });
    expect(JSON.stringify(toIoc(indicator, rules))).toBe(
      '{"indicator":"12.12.12.12","severity":"INFO","type":"IP","reputation":"UNKNOWN","expiration_date":1581022293000,' +
        '"vendors":[{"vendor_name":"Cofense Feed","reputation":"UNKNOWN","reliability":"F"}],"comment":[""],"class":"C2"}',
    );
  });

  it('with every key, where the indicator has something for it', () => {
    const indicator = {
      ...ip,
      score: 3,
      expiration: '2020-02-06T20:51:33Z',
      aggregatedReliability: 'B - Usually reliable',
      moduleToFeedMap: { x: { sourceBrand: 'Feed', score: 3, reliability: 'C - Fairly reliable' } },
      comments: [{ type: 'IndicatorCommentRegular', content: 'seen in a mail' }],
      CustomFields: {
        sourceoriginalseverity: 'critical',
        threattypes: { threatcategory: 'C2' },
        xdrstatus: 'disabled',
      },
    };
    expect(toIoc(indicator, outgoing())).toStrictEqual({
      indicator: '12.12.12.12',
      severity: 'CRITICAL',
      type: 'IP',
      reputation: 'BAD',
      expiration_date: 1581022293000,
      reliability: 'B',
      vendors: [{ vendor_name: 'Feed', reputation: 'BAD', reliability: 'C' }],
      comment: ['seen in a mail'],
      class: 'C2',
      status: 'DISABLED',
    });
  });

  it('without the keys for which the indicator has nothing, or something that cannot be read', () => {
    const least = {
      indicator: '12.12.12.12',
      severity: 'INFO',
      type: 'IP',
      reputation: 'UNKNOWN',
      expiration_date: -1,
      comment: [''],
    };
    expect(toIoc(ip, outgoing())).toStrictEqual(least);
    for (const nothing of [null, '', 0, true, [], {}, [null], [[]]]) {
      const indicator = {
        ...ip,
        score: nothing,
        aggregatedReliability: nothing,
        moduleToFeedMap: nothing,
        comments: nothing,
        CustomFields: nothing,
      };
      expect(toIoc(indicator, outgoing())).toStrictEqual(least);
      const CustomFields = { threattypes: nothing, xdrstatus: nothing };
      expect(toIoc({ ...ip, CustomFields }, outgoing())).toStrictEqual(least);
    }
  });

  it.each([
    ['File', MD5, 'HASH'],
    ['file sha-256', MD5 + MD5, 'HASH'],
    ['Domain', 'example.com', 'DOMAIN_NAME'],
    ['URL', 'https://example.com/', 'PATH'],
    ['IP', '192.0.2.1', 'IP'],
    ['CVE', 'CVE-2020-0001', 'CVE'],
    ['DomainGlob', '*.example.com', 'DOMAINGLOB'],
  ])('of XSOAR type %s, value %s, with the type %s', (indicatorType, value, type) => {
    expect(toIoc({ value, indicator_type: indicatorType }, outgoing())).toMatchObject({
      indicator: value,
      type,
    });
  });

  it.each([
    [0, 'UNKNOWN'],
    [1, 'GOOD'],
    [2, 'SUSPICIOUS'],
    [3, 'BAD'],
    [4, 'UNKNOWN'],
    ['3', 'UNKNOWN'],
  ])('with the score %j, with the reputation %s', (score, reputation) => {
    expect(toIoc({ ...ip, score }, outgoing())).toMatchObject({ reputation });
  });

  it.each([
    ['A+ - 3rd party enrichment', 'A'],
    ['f - Reliability cannot be judged', 'F'],
    ['a', 'A'],
    ['G', undefined],
    ['g', undefined],
    ['@', undefined],
    ['`', undefined],
    ['Ä', undefined],
    [' A', undefined],
  ])('with the reliability %j, with the letter %s', (aggregatedReliability, letter) => {
    const ioc = toIoc({ ...ip, aggregatedReliability }, outgoing());
    expect('reliability' in ioc ? ioc.reliability : undefined).toBe(letter);
  });

  it.each([
    ['an object', { threatcategory: 'C2' }, 'C2'],
    ['a list: its first', [{ threatcategory: 'C2' }, { threatcategory: 'Phishing' }], 'C2'],
    ['a list whose first says nothing', [{}, { threatcategory: 'Phishing' }], undefined],
    ['a blank category', { threatcategory: ' ' }, undefined],
    ['a category that is no text', { threatcategory: ['C2'] }, undefined],
    ['a plain text', 'C2', undefined],
    ['36 characters', { threatcategory: 'x'.repeat(36) }, 'x'.repeat(36)],
    ['more than 36 characters', { threatcategory: 'x'.repeat(37) }, 'x'.repeat(36)],
    ['a character that would be cut in half', { threatcategory: `${'x'.repeat(35)}😀` }, 'x'.repeat(35)],
  ])('with the class of its threat types: %s', (_, threattypes, expected) => {
    const ioc = toIoc({ ...ip, CustomFields: { threattypes } }, outgoing());
    expect('class' in ioc ? ioc.class : undefined).toBe(expected);
  });

  it.each([
    ['disabled', 'DISABLED'],
    ['Disabled', 'DISABLED'],
    ['disabeld', 'DISABLED'],
    ['DISABELD', 'DISABLED'],
    ['disable', undefined],
    ['enabled', undefined],
  ])('with XDR status %s, with the status %s', (xdrstatus, expected) => {
    const ioc = toIoc({ ...ip, CustomFields: { xdrstatus } }, outgoing());
    expect('status' in ioc ? ioc.status : undefined).toBe(expected);
  });

  it('under its address, when its value is a network of one address', () => {
    const network = { value: '192.0.2.9/32', indicator_type: 'CIDR' };
    expect(toIoc(network, outgoing())).toMatchObject({ indicator: '192.0.2.9', type: 'IP' });
  });

  it('still, when it expires at this very moment', () => {
    expect(toIoc({ ...ip, expiration: '2020-01-01T00:00:00Z' }, outgoing())).toMatchObject({
      expiration_date: NOW,
    });
  });
});

describe('an XSOAR indicator stays behind', () => {
  it.each([null, undefined, 7, 'text', true, [], [ip]])('when it is no object but %j', (indicator) => {
    const rejection = toIoc(indicator, outgoing());
    expect(rejection).toBeInstanceOf(Rejection);
    expect(rejection).toMatchObject({ value: '(not an indicator)' });
  });

  it.each([undefined, null, '', ' \n', 12, ['12.12.12.12'], {}])(
    'under its id, when its value is %j',
    (value) => {
      const rejection = toIoc({ ...ip, value }, outgoing());
      expect(rejection).toBeInstanceOf(Rejection);
      expect(rejection).toMatchObject({ value: '77', reason: expect.stringMatching(/^It has no value; /) });
    },
  );

  it.each([undefined, '', 7])('under a stand-in, when it has no value and its id is %j', (id) => {
    expect(toIoc({ id }, outgoing())).toEqual(
      new Rejection('(no value)', expect.stringContaining('no value') as unknown as string, 'no-value'),
    );
  });

  it.each([undefined, null, '', ' ', 12, ['IP'], {}])('when its type is %j', (indicatorType) => {
    const rejection = toIoc({ ...ip, indicator_type: indicatorType }, outgoing());
    expect(rejection).toBeInstanceOf(Rejection);
    expect(rejection).toMatchObject({
      value: '12.12.12.12',
      reason: expect.stringContaining('no indicator type'),
    });
  });

  it.each([
    ['SHA-1', MD5 + MD5.slice(0, 8)],
    ['SHA-512', MD5.repeat(4)],
    ['one digit short', MD5.slice(1)],
    ['not hexadecimal', `${MD5.slice(1)}g`],
    ['a megabyte', 'a'.repeat(1_000_000)],
  ])('when it is a file whose hash is neither MD5 nor SHA-256: %s', (_, value) => {
    const rejection = toIoc({ value, indicator_type: 'File' }, outgoing());
    expect(rejection).toBeInstanceOf(Rejection);
    expect(rejection).toMatchObject({
      value,
      kind: 'hash',
      reason: expect.stringContaining('neither an MD5 nor a SHA-256'),
    });
  });

  it('when it has expired, and the reason says when', () => {
    const rejection = toIoc({ ...ip, expiration: '2019-12-31T23:59:59.999Z' }, outgoing());
    expect(rejection).toBeInstanceOf(Rejection);
    expect(rejection).toMatchObject({
      value: '12.12.12.12',
      kind: 'expired',
      expired: true,
      reason: expect.stringContaining('expired on "2019-12-31T23:59:59.999Z"'),
    });
  });

  it.each(['31/01/2030', 'soon', true, {}, []])('when its expiration %j cannot be read', (expiration) => {
    expect(toIoc({ ...ip, expiration }, outgoing())).toMatchObject({ kind: 'expiration', expired: false });
  });

  it.each([
    ['127.0.0.1', 'IP', 'meaningless'],
    ['2001:db8::1', 'IPv6', 'ipv6'],
    ['10.0.0.1', 'IP', 'private'],
  ])('when its value is not worth sending: %s', (value, indicatorType, kind) => {
    const rules = outgoing({ excludePrivate: true });
    expect(toIoc({ value, indicator_type: indicatorType }, rules)).toMatchObject({ value, kind });
  });

  it('when it expired a millisecond before 1970, which is not the -1 that means never', () => {
    expect(toIoc({ ...ip, expiration: '1969-12-31T23:59:59.999Z' }, outgoing())).toBeInstanceOf(Rejection);
  });

  it('when its own severity means nothing', () => {
    const rejection = toIoc({ ...ip, CustomFields: { sourceoriginalseverity: 'bogus' } }, outgoing());
    expect(rejection).toBeInstanceOf(Rejection);
    expect(rejection).toMatchObject({ value: '12.12.12.12', reason: expect.stringContaining('"bogus"') });
  });
});
