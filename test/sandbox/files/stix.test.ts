import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePattern } from '../../../sandbox/files/stix-pattern.ts';
import { first, found, leftOut, stix } from './support.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA256 = 'b'.repeat(64);

describe('the pattern of a STIX indicator', () => {
  it.each([
    ["[domain-name:value = 'x.newtld']", ['Domain x.newtld']],
    ["[ipv4-addr:value IN ('192.0.2.1', '198.51.100.0/24')]", ['IP 192.0.2.1', 'CIDR 198.51.100.0/24']],
    ["[ipv4-addr:value ISSUBSET '198.51.100.0/24']", ['CIDR 198.51.100.0/24']],
    [`[file:hashes.'SHA-256' = '${SHA256}' AND file:size = 5]`, [`File ${SHA256}`]],
    [
      `[file:hashes.MD5='${MD5}'] FOLLOWEDBY [url:value = 'example.com/it\\'s']`,
      [`File ${MD5}`, "URL example.com/it's"],
    ],
    ["[network-traffic:dst_ref.value = '192.0.2.7']", ['IP 192.0.2.7']],
    ["[email-message:from_ref.value = 'a@b.example']", ['Email a@b.example']],
    [
      "([domain-name:value='a.example'] AND [domain-name:value='b.example']) WITHIN 5 SECONDS",
      ['Domain a.example', 'Domain b.example'],
    ],
    ["[NOT (domain-name:value != 'a.example')]", ['Domain a.example']],
    [
      "[domain-name:value = 'a.example'] REPEATS 2 TIMES START t'2020-01-01T00:00:00Z' STOP t'2020-01-02T00:00:00Z'",
      ['Domain a.example'],
    ],
    ["[url:value = 'http://198.51.100.9/a.php ']", ['URL http://198.51.100.9/a.php']],
    ["[url:value = '198.51.100.7:9100']", ['URL 198.51.100.7:9100']],
  ])('is parsed: %s', (pattern, expected) => {
    expect(found(stix({ pattern, description: 'Not evil.com' }))).toEqual(expected);
  });

  it.each([
    ["[domain-name:value != 'a.example']", 'negated in its pattern'],
    ["[domain-name:value NOT = 'a.example']", 'negated in its pattern'],
    ["[NOT domain-name:value IN ('a.example')]", 'negated in its pattern'],
    ["[NOT (domain-name:value = 'a.example')]", 'negated in its pattern'],
    ["[domain-name:value LIKE '%.example']", 'compared with a pattern or a range, not with a value'],
    ['[EXISTS domain-name:value]', 'compared with a pattern or a range, not with a value'],
    ["[file:name = 'a.example.com']", 'type unknown: file:name'],
    ["[file:hashes.'SSDEEP' = '3:abc:def']", 'type unknown: SSDEEP'],
    ["domain-name:value = 'a.example'", 'its STIX pattern cannot be read'],
    ["[domain-name:value = 'a.example'", 'its STIX pattern cannot be read'],
    ["[domain-name:value = 'a.example'] trailing", 'its STIX pattern cannot be read'],
    ['', 'its STIX pattern cannot be read'],
  ])('that names no value is left out: %s', (pattern, reason) => {
    const text = stix({ pattern });
    expect([found(text), leftOut(text)]).toEqual([[], [expect.stringContaining(reason)]]);
  });

  it('never takes more than its time, whatever it is', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      "a:b='c'",
      ' AND ',
      ' NOT ',
      ' FOLLOWEDBY ',
      "'",
      '\\',
      '/*',
      ' IN ',
      ',',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(['object', 'undefined']).toContain(typeof parsePattern(pieces.join('')));
      }),
    );
    expect(parsePattern(`${'['.repeat(50_000)}`)).toBeUndefined();
    expect(parsePattern(`${'('.repeat(20_000)}[a:b='c']${')'.repeat(20_000)}`)).toHaveLength(1);
  });
});

describe('a STIX indicator', () => {
  const pattern = "[domain-name:value = 'a.example']";

  it.each([
    [{ revoked: true }, 'revoked'],
    [{ pattern_type: 'snort' }, 'a pattern of another language: snort'],
    [{ pattern_type: 'yara' }, 'a pattern of another language: yara'],
    [{ pattern_type: 'sigma' }, 'a pattern of another language: sigma'],
  ])('is left out where it says %j', (more, reason) => {
    expect(leftOut(stix({ pattern, ...more }))).toEqual([`${pattern}: ${reason}`]);
  });

  it.each([
    [{ indicator_types: ['benign'] }, 'Benign'],
    [{ indicator_types: ['benign', 'malicious-activity'] }, 'Malicious'],
    [{ indicator_types: ['anomalous-activity'] }, 'Suspicious'],
    [{ indicator_types: ['unknown'] }, 'Unknown'],
    [{ labels: ['malicious-activity'] }, 'Malicious'],
    [{ labels: ['benign'] }, 'Benign'],
    [{ labels: ['apt'] }, undefined],
  ])('has the verdict that its kinds say: %j', (more, verdict) => {
    expect(first(stix({ pattern, ...more }))?.verdict).toBe(verdict);
  });

  it('gives confidence, comment, tags, marking and times to the indicator', () => {
    const object = {
      pattern,
      labels: ['apt', 'malicious-activity'],
      confidence: 70,
      name: 'A name',
      description: 'What it is.',
      valid_from: '2025-01-01T00:00:00Z',
      valid_until: '2027-01-01T00:00:00Z',
      object_marking_refs: ['marking-definition--f88d31f6-486f-44da-b317-01333bde0b82'],
    };
    expect(first(stix(object))).toEqual({
      value: 'a.example',
      type: 'Domain',
      verdict: 'Malicious',
      confidence: 70,
      comment: 'What it is.',
      tags: ['apt', 'tlp:amber'],
      firstSeen: Date.UTC(2025, 0, 1),
      expiration: Date.UTC(2027, 0, 1),
    });
  });
});

describe('what was observed', () => {
  it('is not bad by itself', () => {
    const text = stix(
      { type: 'ipv6-addr', value: '2001:db8::1' },
      { type: 'file', hashes: { MD5, SSDEEP: '3:abc:def' }, name: 'evil.com' },
      { type: 'observed-data', objects: { 0: { type: 'domain-name', value: 'old.example' } } },
      { type: 'identity', name: 'acme.com', external_references: [{ url: 'https://blog.example.com/x' }] },
      { type: 'mutex', name: 'evil.example' },
    );
    expect(found(text)).toEqual(['IPv6 2001:db8::1', `File ${MD5}`, 'Domain old.example']);
    expect(first(text)?.verdict).toBe('Unknown');
    expect(leftOut(text)).toEqual(['3:abc:def: type unknown: SSDEEP', 'evil.example: type unknown: mutex']);
  });
});

it('is read as an answer of TAXII, as one object, and as a list of bundles', () => {
  const bundle = stix({ pattern: "[domain-name:value = 'a.example']" });
  const { objects } = JSON.parse(bundle) as { objects: unknown[] };
  for (const text of [
    JSON.stringify({ more: false, objects }),
    JSON.stringify(objects[0]),
    `[${bundle}]`,
    bundle,
  ]) {
    expect(found(text)).toEqual(['Domain a.example']);
  }
});
