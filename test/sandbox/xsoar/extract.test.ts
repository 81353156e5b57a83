import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { extractIndicators } from '../../../sandbox/xsoar/extract.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA1 = 'a'.repeat(40);
const SHA256 = 'b'.repeat(64);

function found(text: string): string[] {
  return extractIndicators(text).map(({ type, value }) => `${type} ${value}`);
}

function stix(objects: readonly object[]): string {
  const id = (type: string): string => `${type}--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f`;
  const withIds = objects.map((object) => ({ id: id((object as { type: string }).type), ...object }));
  return JSON.stringify({ type: 'bundle', id: id('bundle'), objects: withIds });
}

describe('in prose', () => {
  it.each([
    [
      'hXXp://a[.]b.com/x, 1.2.3[.]4 and evil(dot)com or EVIL[DOT]ORG.',
      ['URL http://a.b.com/x', 'IP 1.2.3.4', 'Domain evil.com', 'Domain evil.org'],
    ],
    [
      'See [this](https://evil.com/x_(1)), "http://evil.net/?a=1".',
      ['URL https://evil.com/x_(1)', 'URL http://evil.net/?a=1'],
    ],
    [
      'src=192.0.2.9;dst=192.0.2.8:443 md5=d41d8cd98f00b204e9800998ecf8427e',
      ['IP 192.0.2.9', 'IP 192.0.2.8', `File ${MD5}`],
    ],
    [`the hashes ${SHA1}, (${SHA256})`, [`File ${SHA1}`, `File ${SHA256}`]],
    [
      'from 2001:db8::bad to 10.0.0.0/8 by bad@evil.com',
      ['IPv6 2001:db8::bad', 'CIDR 10.0.0.0/8', 'Email bad@evil.com'],
    ],
    ['it wrote evil.com/path/x and evil.com:8080', ['URL evil.com/path/x', 'Domain evil.com']],
    ['twice: evil.com, EVIL.com', ['Domain evil.com']],
    ['readme.txt, std::string, 256.1.1.1, 1.2.3.4.5, version 1.2, a_b.com, 12:30:45, e.g. this', []],
    ['127.0.0.1, http://localhost:8080/x, http://127.0.0.1/, ::1', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('in a list', () => {
  it('finds each entry that can be a domain, and leaves comments alone', () => {
    const text =
      '# From https://lists.example.com\nfoo--bar.com\r\nx.newtld\n_dmarc.evil.com # why\nmünchen.example\nxn--80ak6aa92e.xn--p1ai\n*.wild.com\n||ads.net^\n';
    expect(found(text)).toEqual([
      'Domain foo--bar.com',
      'Domain x.newtld',
      'Domain _dmarc.evil.com',
      'Domain xn--mnchen-3ya.example',
      'Domain xn--80ak6aa92e.xn--p1ai',
      'Domain wild.com',
      'Domain ads.net',
    ]);
  });

  it('loses no domain, however many there are', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
    const domain = fc
      .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[a-z]{2,12}$/))
      .map(([labels, top]) => `${labels.join('.')}.${top}`)
      .filter((name) => !/(?:localhost|localdomain)$/.test(name));
    fc.assert(
      fc.property(fc.uniqueArray(domain, { minLength: 1, maxLength: 50 }), (domains) => {
        expect(extractIndicators(domains.join('\n'))).toEqual(
          domains.map((value) => ({ value, type: 'Domain' })),
        );
      }),
    );
  });

  it('takes a hosts file for the names in it', () => {
    const text =
      '127.0.0.1 localhost localhost.localdomain\n::1 ip6-localhost\nff02::1 ip6-allnodes\n0.0.0.0 0.0.0.0\n255.255.255.255 broadcasthost\n# 1.2.3.4\n0.0.0.0 ads.example.com\n127.0.0.1 t.co # x\n';
    expect(found(text)).toEqual(['Domain ads.example.com', 'Domain t.co']);
  });

  it('keeps a comma in an address', () => {
    expect(found('http://a.com/x,y\nhttp://b.com/z\n')).toEqual([
      'URL http://a.com/x,y',
      'URL http://b.com/z',
    ]);
  });
});

it('reads a table cell by cell', () => {
  const text = `id,url,tag\n1,http://evil.com/a?x=1,malware\n2,"http://evil.net/a,b","x, y"\n3,https://192.0.2.4:8080/,${MD5}\n`;
  expect(found(text)).toEqual([
    'URL http://evil.com/a?x=1',
    'URL http://evil.net/a,b',
    'URL https://192.0.2.4:8080/',
    `File ${MD5}`,
  ]);
});

describe('in JSON', () => {
  it('reads every text; one under a name like domain need not be a known one', () => {
    const json = {
      a: [MD5, null, 5, { text: 'see hxxps://q[.]io/1 now' }],
      domain: 'x.newtld',
      file: 'y.newtld',
    };
    expect(found(JSON.stringify(json))).toEqual([`File ${MD5}`, 'URL https://q.io/1', 'Domain x.newtld']);
  });

  it('may be a value a line', () => {
    expect(found('{"ip":"192.0.2.1"}\n{"ip":"192.0.2.2"}\n')).toEqual(['IP 192.0.2.1', 'IP 192.0.2.2']);
  });

  it('reads a list of texts as it reads a list in a file', () => {
    expect(found('["a.newtld", "b.newtld"]')).toEqual(['Domain a.newtld', 'Domain b.newtld']);
    expect(found('{"files": ["a.newtld is a file", "so is b.newtld"]}')).toEqual([]);
  });

  it('that is none is text', () => {
    expect(found('{"ip": 192.0.2.1')).toEqual(['IP 192.0.2.1']);
  });
});

describe('in a STIX 2.1 bundle', () => {
  it('reads patterns', () => {
    const pattern = `[domain-name:value = 'x.newtld'] OR [file:hashes.'SHA-256' = '${SHA256}' AND file:name = 'a.com'] AND [ipv4-addr:value IN ('192.0.2.1', '198.51.100.0/24')] OR [url:value = 'http://x.example/it\\'s'] FOLLOWEDBY [network-traffic:dst_ref.value = '192.0.2.7']`;
    expect(found(stix([{ type: 'indicator', pattern, description: 'Not evil.com' }]))).toEqual([
      'Domain x.newtld',
      `File ${SHA256}`,
      'IP 192.0.2.1',
      'CIDR 198.51.100.0/24',
      "URL http://x.example/it's",
      'IP 192.0.2.7',
    ]);
  });

  it('reads observables, and no references', () => {
    const objects = [
      { type: 'ipv6-addr', value: '2001:db8::1' },
      { type: 'file', hashes: { MD5, 'SHA-1': SHA1, SSDEEP: '3:abc:def' }, name: 'evil.com' },
      { type: 'email-addr', value: 'bad@evil.com' },
      { type: 'identity', name: 'acme.com', external_references: [{ url: 'https://blog.example.com/x' }] },
      { type: 'observed-data', objects: { 0: { type: 'domain-name', value: 'old.example' } } },
    ];
    expect(found(stix(objects))).toEqual([
      'IPv6 2001:db8::1',
      `File ${MD5}`,
      `File ${SHA1}`,
      'Email bad@evil.com',
      'Domain old.example',
    ]);
  });
});

it('reads whatever there is, without a failure', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
      expect(Array.isArray(extractIndicators(text))).toBe(true);
    }),
  );
});
