import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../sandbox/files/detect.ts';
import { first, found, leftOut, misp } from './support.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA256 = 'b'.repeat(64);

describe('a MISP event', () => {
  it.each([
    ['ip-dst', '192.0.2.1', ['IP 192.0.2.1']],
    ['ip-src', '2001:db8::1', ['IPv6 2001:db8::1']],
    ['ip-dst', '198.51.100.0/24', ['CIDR 198.51.100.0/24']],
    ['ip-dst|port', '192.0.2.1|443', ['IP 192.0.2.1']],
    ['hostname', 'A.Example.Onion', ['Domain a.example.onion']],
    ['hostname|port', 'a.example|80', ['Domain a.example']],
    ['domain|ip', 'a.example|192.0.2.1', ['Domain a.example', 'IP 192.0.2.1']],
    ['url', 'hxxp://a[.]example/x', ['URL http://a.example/x']],
    ['md5', MD5, [`File ${MD5}`]],
    ['filename|sha256', `x.exe|${SHA256}`, [`File ${SHA256}`]],
    ['malware-sample', `x.exe|${MD5}`, [`File ${MD5}`]],
    ['email-src', 'a@b.example', ['Email a@b.example']],
  ])('has its type %s mapped', (type, value, expected) => {
    expect(found(misp([{ type, value }]))).toEqual(expected);
  });

  it.each([
    [
      { type: 'domain', value: 'a.example', to_ids: false },
      'a.example: not for detection (to_ids is not true)',
    ],
    [
      { type: 'domain', value: 'a.example', to_ids: '0' },
      'a.example: not for detection (to_ids is not true)',
    ],
    [{ type: 'domain', value: 'a.example', deleted: true }, 'a.example: deleted in MISP'],
    [
      { type: 'domain', value: 'a.example', decay_score: [{ score: 0, decayed: true }] },
      'a.example: decayed, says the MISP server',
    ],
    [{ type: 'filename', value: 'setup.exe' }, 'setup.exe: type unknown: filename'],
    [{ type: 'imphash', value: MD5 }, `${MD5}: type unknown: imphash`],
    [{ type: 'yara', value: 'rule a {}' }, 'rule a {}: type unknown: yara'],
    [{ type: 'ip-dst', value: '127.0.0.1' }, '127.0.0.1: this machine, or no machine at all'],
  ])('leaves out %j and says why', (attribute, reason) => {
    const text = misp([attribute]);
    expect([found(text), leftOut(text)]).toEqual([[], [reason]]);
  });

  it('gives severity, tags, comment and times to the indicator', () => {
    const attribute = {
      type: 'domain',
      value: 'a.example',
      comment: 'Seen twice.',
      Tag: [{ name: 'c2' }],
      first_seen: '2025-01-02T00:00:00.000000+00:00',
      last_seen: '2025-02-03T00:00:00.000000+00:00',
    };
    const event = { threat_level_id: '1', Tag: [{ name: 'tlp:amber' }], info: 'A campaign' };
    expect(first(misp([attribute], event))).toEqual({
      value: 'a.example',
      type: 'Domain',
      severity: 'High',
      comment: 'Seen twice.',
      tags: ['tlp:amber', 'c2'],
      firstSeen: Date.UTC(2025, 0, 2),
      lastSeen: Date.UTC(2025, 1, 3),
    });
  });

  it.each([
    [{ type: 'filename|md5', value: `x.exe|${MD5}` }, 'x.exe'],
    [{ type: 'md5', value: MD5 }, 'A campaign'],
  ])('says of an attribute without a comment what it can: %j', (attribute, comment) => {
    expect(first(misp([attribute], { info: 'A campaign' }))?.comment).toBe(comment);
  });

  it.each([
    ['a list of events', (event: string) => `[${event}]`],
    ['an answer of the server', (event: string) => `{"response":[${event}]}`],
    [
      'attributes alone',
      () => '{"response":{"Attribute":[{"type":"domain","value":"a.example","to_ids":"1"}]}}',
    ],
    [
      'objects',
      () => '{"Event":{"Object":[{"Attribute":[{"type":"domain","value":"a.example","to_ids":true}]}]}}',
    ],
  ])('is read in every form: %s', (_, form) => {
    expect(found(form(misp([{ type: 'domain', value: 'a.example' }])))).toEqual(['Domain a.example']);
  });
});

describe('the other files of a MISP feed', () => {
  it.each([
    ['{"5b1c1d62-1d2c-4c27-9d32-0a0a0a0a0a0a":{"info":"x","Orgc":{}}}', 'manifest'],
    [`${MD5},5b1c1d62-1d2c-4c27-9d32-0a0a0a0a0a0a\n`, 'of no files'],
  ])('hold no indicators, and are named: %s', (text, name) => {
    expect([found(text), detect(text).name]).toEqual([[], expect.stringContaining(name)]);
  });
});
