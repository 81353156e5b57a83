import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../sandbox/files/detect.ts';
import { first, found, leftOut } from './support.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA256 = 'b'.repeat(64);

describe('a table', () => {
  it.each([
    [
      'type,value\nurl,198.51.100.59:82/me1.bat\ndomain,abc.onion\n',
      ['URL 198.51.100.59:82/me1.bat', 'Domain abc.onion'],
    ],
    ['Indicator;Data;Note\nsha256;bad;\nIP;192.0.2.1;x\nURL;a.example;\n', ['IP 192.0.2.1', 'URL a.example']],
    [
      'value\tentity_type\na.newtld\thostname\n192.0.2.0/24\tipaddress\n',
      ['Domain a.newtld', 'CIDR 192.0.2.0/24'],
    ],
    ['a.newtld,hostname\n192.0.2.1,ipaddress\n', ['Domain a.newtld', 'IP 192.0.2.1']],
    [
      `id,url,tags\n1,http://evil.com/a?x=1,${MD5}\n2,"http://evil.net/a,b","x, y"\n`,
      ['URL http://evil.com/a?x=1', 'URL http://evil.net/a,b'],
    ],
    [
      `# From somebody\n# first_seen,md5_hash,sha256_hash,file_name\n2025-01-01,${MD5},${SHA256},x.com\n2025-01-01,,${SHA256},y.com\n`,
      [`File ${MD5}`, `File ${SHA256}`, `File ${SHA256}`],
    ],
    [
      'Associated URL,Notes\nhxxp://a[.]example/x,bad\nhxxp://b[.]example/y,see http://c.example\n',
      ['URL http://a.example/x', 'URL http://b.example/y'],
    ],
    [
      'domain,reference\na.newtld,https://blog.example.com/x\nb.newtld,https://blog.example.com/y\n',
      ['Domain a.newtld', 'Domain b.newtld'],
    ],
    ['domain\na.newtld\nb.newtld\n', ['Domain a.newtld', 'Domain b.newtld']],
    ['url\na.example\nb.example:80\n', ['URL a.example', 'URL b.example:80']],
    [
      'ioc_value,ioc_type\n192.0.2.1:443,ip:port\n"line\nbreak",domain\nb.example,\n',
      ['IP 192.0.2.1', 'Domain b.example'],
    ],
  ])('is read by its columns: %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('says of each row why nothing came of it', () => {
    const text = `type,value,to_ids\nfile,install.sh,1\nmutex,abc,1\nip,1.2.3.999,1\nmd5,${MD5},0\ndomain,,1\n`;
    expect(leftOut(text)).toEqual([
      'install.sh: no MD5, SHA-1, SHA-256 or SHA-512; a file name is no indicator',
      'abc: type unknown: mutex',
      '1.2.3.999: not an IP address',
      `${MD5}: not for detection (to_ids is not true)`,
      'domain  1: a row without an indicator',
    ]);
  });

  it('gives what its columns say to the indicator', () => {
    const text =
      'indicator,type,severity,confidence,tags,tlp,comment,valid_until,first_seen,last_seen,verdict\n' +
      'a.newtld,domain,critical,80,"c2, apt",TLP:RED,Seen.,2027-01-01,2025-01-01 00:00:00,1735776000,Suspicious\n';
    expect(first(text)).toEqual({
      value: 'a.newtld',
      type: 'Domain',
      verdict: 'Suspicious',
      severity: 'Critical',
      confidence: 80,
      comment: 'Seen.',
      tags: ['c2', 'apt', 'tlp:red'],
      expiration: Date.UTC(2027, 0, 1),
      firstSeen: Date.UTC(2025, 0, 1),
      lastSeen: Date.UTC(2025, 0, 2),
    });
  });

  it('loses no more than the rows in an open quote', () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => `domain,h${index}.example,x`);
    const text = ['type,value,note', 'domain,a.example,"open', ...rows].join('\n');
    expect(found(text).length).toBeGreaterThan(9_000);
    expect(leftOut(text)).toEqual([expect.stringContaining('a quote that is never closed')]);
  });
});

describe('JSON that is neither MISP nor STIX', () => {
  it.each([
    [
      {
        indicators: [
          { type: 'FileHash-MD5', indicator: MD5 },
          { type: 'YARA', indicator: 'x' },
        ],
      },
      [`File ${MD5}`],
    ],
    [
      { a: [MD5, null, 5, { text: 'see hxxps://q[.]io/1 now' }], domain: 'x.newtld', file: 'y.newtld' },
      ['Domain x.newtld', `File ${MD5}`, 'URL https://q.io/1'],
    ],
    [
      ['a.newtld', 'b.newtld'],
      ['Domain a.newtld', 'Domain b.newtld'],
    ],
    [{ files: ['a.newtld is a file', 'so is b.newtld'] }, []],
    [{ domains: ['a.newtld'], links: ['https://blog.example.com/x'] }, ['Domain a.newtld']],
    [{ value: 'setup.exe', name: 'x.sh' }, []],
  ])('is read by its keys: %j', (json, expected) => {
    expect(found(JSON.stringify(json))).toEqual(expected);
  });

  it('may be a value a line', () => {
    expect(found('{"ip":"192.0.2.1"}\n{"ip":"192.0.2.2"}\n')).toEqual(['IP 192.0.2.1', 'IP 192.0.2.2']);
  });

  it('that is damaged is named so: read as a text, what it refers to would be found', () => {
    const text = '{"value": "a.example", "reference": "http://blog.example.com/x",';
    expect([found(text), detect(text).name]).toEqual([[], expect.stringContaining('damaged JSON')]);
  });
});
