import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rejection } from '../../src/indicators/rejection.ts';
import { judgeValue, spellings, valueKey } from '../../src/indicators/values.ts';

const SEND_ALL = { excludePrivate: false };
const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA1 = MD5 + MD5.slice(0, 8);

/** The type under which a value goes to XDR as it is, or the kind of its rejection. */
function fate(value: string, indicatorType: string, rules = SEND_ALL): string {
  const judged = judgeValue(value, indicatorType, rules);
  if (judged instanceof Rejection) {
    expect(judged.value).toBe(value);
    return judged.kind;
  }
  expect(judged.indicator).toBe(value);
  return judged.type;
}

function reasonOf(value: string, indicatorType: string): string {
  return (judgeValue(value, indicatorType, SEND_ALL) as Rejection).reason;
}

describe('a value is sent as it is', () => {
  it.each([
    ['IP', '192.0.2.1', 'IP'],
    ['ip', '1.1.1.1', 'IP'],
    ['IP', '240.0.0.1', 'IP'],
    ['CIDR', '192.0.2.1', 'IP'],
    ['Domain', 'example.com', 'DOMAIN_NAME'],
    ['Domain', 'EXAMPLE.Com', 'DOMAIN_NAME'],
    ['Domain', '_dmarc.example.com', 'DOMAIN_NAME'],
    ['Domain', '-a-.xn--bcher-kva.example', 'DOMAIN_NAME'],
    ['Domain', 'bücher.example', 'DOMAIN_NAME'],
    ['Domain', 'пример.испытание', 'DOMAIN_NAME'],
    ['Domain', '例子.测试', 'DOMAIN_NAME'],
    ['Domain', 'x.localhoster.example', 'DOMAIN_NAME'],
    ['Domain', 'printer.local', 'DOMAIN_NAME'],
    ['Domain', `${'a'.repeat(63)}.example`, 'DOMAIN_NAME'],
    ['URL', 'https://example.com', 'PATH'],
    ['URL', 'http://example.com:8080/a?b=[1]&c=hxxp(dot)#d', 'PATH'],
    ['URL', 'HTTPS://user:secret@Example.com/A', 'PATH'],
    ['URL', 'http://192.0.2.1/x', 'PATH'],
    ['URL', 'http://10.0.0.1/x', 'PATH'],
    ['URL', 'http://[2001:db8::1]/x', 'PATH'],
    ['URL', 'ftp://bücher.example/ä', 'PATH'],
    ['URL', 'example.com/a.php', 'PATH'],
    ['URL', 'example.com:8080', 'PATH'],
    ['URL', 'http://intranet/x', 'PATH'],
    ['URL', 'file:///etc/passwd', 'PATH'],
    ['URL', 'https://example.com/?next=http://localhost/', 'PATH'],
    ['URL', '\\\\server.example\\share\\a.exe', 'PATH'],
    ['Path', 'C:\\Program Files\\a.exe', 'PATH'],
    ['File', MD5, 'HASH'],
    ['File', MD5.toUpperCase(), 'HASH'],
    ['File SHA-256', MD5 + MD5, 'HASH'],
    ['DomainGlob', '*.example.com', 'DOMAINGLOB'],
    ['CVE', 'CVE-2020-0001', 'CVE'],
    ['Threat Actor', 'Fancy Name', 'THREAT ACTOR'],
  ])('of XSOAR type %s: %j, as %s', (indicatorType, value, type) => {
    expect(fate(value, indicatorType)).toBe(type);
  });

  it('but for a network of one address, which is sent as the address', () => {
    const address = { indicator: '192.0.2.9', type: 'IP' };
    expect(judgeValue('192.0.2.9/32', 'CIDR', SEND_ALL)).toEqual(address);
    expect(judgeValue('192.0.2.9/32', 'IP', SEND_ALL)).toEqual(address);
  });
});

describe('a value is held back', () => {
  it.each([
    ['ipv6', 'IPv6', '2001:db8::bad'],
    ['ipv6', 'IP', '2001:db8::1'],
    ['ipv6', 'IP', '::1'],
    ['ipv6', 'IP', '1:2:3:4:5:6:7:8'],
    ['ipv6', 'IP', '::ffff:192.0.2.1'],
    ['ipv6', 'IP', 'fe80::1%eth0'],
    ['ipv6', 'Domain', '2001:db8::1'],
    ['ipv6', 'URL', '2001:db8::1'],
    ['network', 'CIDR', '192.0.2.0/24'],
    ['network', 'IP', '192.0.2.0/24'],
    ['network', 'URL', '192.0.2.0/24'],
    ['network', 'Domain', '192.0.2.0/24'],
    ['network', 'IP', '192.0.2.1-192.0.2.9'],
    ['network', 'IPv6CIDR', '2001:db8::/32'],
    ['network', 'IPv6', '2001:db8::/32'],
    ['network', 'CIDR', '2001:db8::/32'],
    ['email', 'Email', 'a@example.com'],
    ['email', 'Domain', 'a@example.com'],
    ['email', 'URL', 'mailto:a@example.com'],
    ['hash', 'File', SHA1],
    ['hash', 'File', MD5.repeat(4)],
    ['hash', 'File', MD5.slice(1)],
    ['hash', 'File SSDeep', '3:AbC/dEf+g:Hij'],
    ['file-name', 'File', 'setup.exe'],
    ['file-name', 'File', 'my invoice.pdf.exe'],
    ['file-name', 'File', 'C:\\Windows\\a.exe'],
    ['file-name', 'File', '/tmp/a'],
    ['file-name', 'Filename', 'a b.exe'],
  ])('as %s, of XSOAR type %s: %j', (kind, indicatorType, value) => {
    expect(fate(value, indicatorType)).toBe(kind);
  });

  it.each([
    ['example.com ', 'Domain'],
    [' example.com', 'Domain'],
    ['exam ple.com', 'Domain'],
    ['\u200bexample.com', 'Domain'],
    ['example\u00ad.com', 'Domain'],
    ['exa\u202emple.com', 'Domain'],
    ['bücher\u00a0.example', 'Domain'],
    ['192.0.2.1\n', 'IP'],
    ['192.0.2.9/32 ', 'IP'],
    ['\t192.0.2.1', 'IP'],
    ['\ufeff192.0.2.1', 'IP'],
    [`${MD5}\u200d`, 'File'],
    [`${MD5} `, 'File'],
    ['https://example.com/a b', 'URL'],
    ['https://example.com/\ud800', 'URL'],
    ['https://example.com/\u0000', 'URL'],
    ['C:\\a.exe ', 'Path'],
    [' a.exe', 'Filename'],
    ['Fancy\u2028Name', 'Threat Actor'],
  ])('as blanks: %j, of XSOAR type %s', (value, indicatorType) => {
    expect(fate(value, indicatorType)).toBe('blanks');
  });

  it.each([
    ['example[.]net', 'Domain', 'plainly'],
    ['example(dot)net', 'Domain', 'plainly'],
    ['192[.]0.2.1', 'IP', 'plainly'],
    ['hxxp://example.net/', 'URL', 'plainly'],
    ['hXXps[:]//example.net/', 'URL', 'plainly'],
    ['http://example[.]net/', 'URL', 'plainly'],
    ['http[://]example.net/a?b', 'URL', 'plainly'],
    ['https://example.com/', 'Domain', '"Domain"; create it with the type URL'],
    ['example.com:80', 'Domain', 'type URL'],
    ['192.0.2.1', 'Domain', 'type IP'],
    ['192.0.2.1/32', 'Domain', 'type IP'],
    ['example.com', 'URL', 'type Domain'],
    ['bücher.example', 'URL', 'type Domain'],
    ['192.0.2.1', 'URL', 'type IP'],
    ['192.0.2.1/32', 'URL', 'type IP'],
    ['example.com', 'IP', 'type Domain'],
    ['http://192.0.2.1/', 'IP', 'type URL'],
    ['192.0.2.1:80', 'IP', 'an IPv4 address'],
    ['300.0.2.1', 'IP', 'an IPv4 address'],
    ['192.0.2.010', 'IP', 'an IPv4 address'],
    ['192.0.2', 'IP', 'an IPv4 address'],
    ['192.0.2.', 'IP', 'an IPv4 address'],
    ['.192.0.2', 'IP', 'an IPv4 address'],
    ['00:1b:44:11:3a:b7', 'IP', 'an IPv4 address'],
    ['*.example.com', 'Domain', 'a domain'],
    ['example.com.', 'Domain', 'a domain'],
    ['example..com', 'Domain', 'a domain'],
    ['.example.com', 'Domain', 'a domain'],
    ['1.2.3', 'Domain', 'a domain'],
    ['exa!mple.com', 'Domain', 'a domain'],
    [`${'a'.repeat(64)}.example`, 'Domain', 'a domain'],
    [`${'a.'.repeat(127)}example`, 'Domain', 'a domain'],
    ['a..b', 'URL', 'a URL'],
    ['http://', 'URL', 'a URL'],
    ['https:///x', 'URL', 'a URL'],
  ])('as of the wrong shape: %j, of XSOAR type %s, naming %j', (value, indicatorType, named) => {
    expect(fate(value, indicatorType)).toBe('shape');
    expect(reasonOf(value, indicatorType)).toContain(named);
  });

  it.each([
    ['*', 'Domain'],
    ['*', 'IP'],
    ['*', 'URL'],
    ['*', 'DomainGlob'],
    ['*.*', 'Filename'],
    ['*', 'File'],
    ['com', 'Domain'],
    ['.com', 'Domain'],
    ['*.com', 'Domain'],
    ['com.', 'Domain'],
    ['com', 'URL'],
    ['localhost', 'Domain'],
    ['LOCALHOST', 'URL'],
    ['localhost', 'IP'],
    ['a.localhost', 'Domain'],
    ['localhost.localdomain', 'Domain'],
    ['127.0.0.1', 'IP'],
    ['127.255.255.254', 'IP'],
    ['127.0.0.1/32', 'CIDR'],
    ['127.0.0.1', 'Domain'],
    ['169.254.169.254', 'IP'],
    ['224.0.0.1', 'IP'],
    ['239.255.255.255', 'IP'],
    ['255.255.255.255', 'IP'],
    ['0.0.0.0', 'IP'],
    ['http://localhost/a', 'URL'],
    ['http://a.localhost:80/a', 'URL'],
    ['https://u@127.0.0.1:80/a', 'URL'],
    ['http://0.0.0.0', 'URL'],
    ['http://[::1]/a', 'URL'],
    ['http://[::]:80/a', 'URL'],
    ['http://[fe80::1]/a', 'URL'],
    ['http://[ff02::1]/a', 'URL'],
    ['localhost/a', 'URL'],
    ['*://*/*', 'URL'],
    ['http://*/a', 'URL'],
  ])('as meaningless: %j, of XSOAR type %s', (value, indicatorType) => {
    expect(fate(value, indicatorType)).toBe('meaningless');
  });

  it('with the XSOAR type that XDR has no place for, quoted short', () => {
    for (const [value, indicatorType] of [
      ['2001:db8::1', 'IPv6'],
      ['192.0.2.0/24', 'CIDR'],
      ['a@example.com', 'Email'],
    ] as const) {
      expect(reasonOf(value, indicatorType)).toContain(`(XSOAR type "${indicatorType}")`);
      expect(reasonOf(value, indicatorType)).toContain(`-type:"${indicatorType}"`);
    }
    expect(reasonOf('a@example.com', `Email${'x'.repeat(100_000)}`).length).toBeLessThan(400);
  });

  it('without quoting what cannot be seen, but naming it', () => {
    expect(reasonOf('example.com\u200b', 'Domain')).toContain('(U+200B)');
    expect(reasonOf('a\u{e0020}.example', 'Domain')).toContain('(U+E0020)');
  });
});

describe('a private address', () => {
  const rules = { excludePrivate: true };

  it.each(['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1'])(
    'such as %s is held back only where the administrator says so',
    (value) => {
      expect(fate(value, 'IP')).toBe('IP');
      expect(fate(value, 'IP', rules)).toBe('private');
      expect(fate(`http://${value}:80/x`, 'URL', rules)).toBe('private');
    },
  );

  it.each(['9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.1.1', '192.169.0.0'])(
    'is not %s',
    (value) => {
      expect(fate(value, 'IP', rules)).toBe('IP');
      expect(fate(`http://${value}/x`, 'URL', rules)).toBe('PATH');
    },
  );
});

describe('judging a value', () => {
  const types = fc.constantFrom('IP', 'CIDR', 'IPv6', 'Domain', 'URL', 'File', 'Email', 'Path', 'CVE');

  it('gives a reason on one line, or the value, whatever text comes', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'.:/*@[]%-0aA1 \u200b\\?#') }),
      fc.webUrl(),
      fc.ipV6(),
      fc.emailAddress(),
    );
    fc.assert(
      fc.property(texts, types, fc.boolean(), (value, indicatorType, excludePrivate) => {
        const judged = judgeValue(value, indicatorType, { excludePrivate });
        if (judged instanceof Rejection) {
          expect(judged.value).toBe(value);
          expect(judged.reason).toMatch(/^[A-Z][^\n\r]{20,400}\.$/);
        } else {
          expect(value.startsWith(judged.indicator)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes every domain, URL and hash that is in use', () => {
    fc.assert(
      fc.property(fc.domain(), fc.webPath(), (domain, path) => {
        expect(fate(domain, 'Domain')).toBe('DOMAIN_NAME');
        expect(fate(`https://${domain}${path}`, 'URL')).toBe('PATH');
      }),
    );
  });

  it('finds an invisible character wherever it stands', () => {
    const invisible = fc.constantFrom(
      '\u200b',
      '\u202e',
      '\u2066',
      '\ufeff',
      '\u00a0',
      '\u0007',
      '\u00ad',
      '\u3164',
    );
    const values = fc.oneof(
      fc.tuple(fc.domain(), fc.constant('Domain')),
      fc.tuple(fc.webUrl(), fc.constant('URL')),
      fc.tuple(fc.constant(MD5), fc.constant('File')),
    );
    fc.assert(
      fc.property(values, invisible, fc.nat(), ([value, type], character, at) => {
        const place = at % (value.length + 1);
        expect(fate(value.slice(0, place) + character + value.slice(place), type)).toBe('blanks');
      }),
    );
  });

  it.each(['a', 'a.', 'a@', '1.', ':', '[.', '*', ' ', ' ,', '\u00e4', 'https://a.', '%', '(', '-'])(
    'of a megabyte of %j is soon over',
    (unit) => {
      const long = unit.repeat(1_000_000 / unit.length);
      for (const type of ['IP', 'Domain', 'URL', 'File', 'CVE']) {
        judgeValue(long, type, SEND_ALL);
        judgeValue(`http://a.example/${long}`, type, SEND_ALL);
        judgeValue(`${long}!`, type, SEND_ALL);
      }
      expect(judgeValue(long, 'Domain', SEND_ALL)).toBeInstanceOf(Rejection);
    },
  );
});

describe('the key of a value', () => {
  it.each([
    ['IP', '192.0.2.9', '192.0.2.9/32'],
    ['CIDR', '192.0.2.9/32', '192.0.2.9'],
    ['HASH', MD5, MD5.toUpperCase()],
    ['DOMAIN_NAME', 'Example.COM', 'example.com'],
    ['EMAIL', 'A@example.com', 'a@EXAMPLE.com'],
    ['EMAIL_ADDRESS', 'A@example.com', 'a@example.com'],
    ['IP', '2001:DB8::1', '2001:db8::1'],
  ])('of type %s is the same for %s and %s', (type, one, other) => {
    expect(valueKey(one, type)).toBe(valueKey(other, type));
  });

  it.each([
    ['PATH', 'http://evil.example/A', 'http://evil.example/a'],
    ['URL', 'http://evil.example/A', 'http://evil.example/a'],
    ['FILENAME', 'A.exe', 'a.exe'],
    ['CVE', 'cve-1', 'CVE-1'],
    ['IP', '192.0.2.9/31', '192.0.2.9'],
    ['IP', '192.0.2.9/32/32', '192.0.2.9'],
    ['PATH', '192.0.2.9/32', '192.0.2.9'],
    ['DOMAIN_NAME', 'example.com', 'example.org'],
  ])('of type %s is another for %s and %s', (type, one, other) => {
    expect(valueKey(one, type)).not.toBe(valueKey(other, type));
  });

  it('is what every spelling of a value has', () => {
    const types = fc.constantFrom('IP', 'DOMAIN_NAME', 'HASH', 'PATH', 'URL', 'FILENAME', 'EMAIL');
    const values = fc.oneof(fc.ipV4(), fc.domain(), fc.webUrl(), fc.string());
    fc.assert(
      fc.property(values, types, (value, type) => {
        for (const spelling of spellings(value, type)) {
          expect(valueKey(spelling, type)).toBe(valueKey(value, type));
        }
      }),
    );
  });
});

describe('the spellings under which XSOAR is asked for a value', () => {
  it.each([
    ['IP', '192.0.2.9', ['192.0.2.9', '192.0.2.9/32']],
    ['IP', '192.0.2.9/32', ['192.0.2.9/32', '192.0.2.9']],
    ['HASH', 'D41D', ['D41D', 'd41d']],
    ['DOMAIN_NAME', 'example.com', ['example.com']],
    ['PATH', 'http://A/', ['http://A/']],
    ['FILENAME', 'A.exe', ['A.exe']],
  ])('of type %s, %s', (type, value, expected) => {
    expect(spellings(value, type)).toEqual(expected);
  });
});
