import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { detect } from '../../../sandbox/files/detect.ts';
import { found, items, leftOut } from './support.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA1 = 'a'.repeat(40);
const SHA256 = 'b'.repeat(64);

describe('in a text', () => {
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
    ['install[.]sh and hxxp://evil[.]zip/x', ['Domain install.sh', 'URL http://evil.zip/x']],
    ['readme.txt, std::string, 256.1.1.1, 1.2.3.4.5, version 1.2, a_b.com, 12:30:45, e.g. this', []],
    ['it asks 127.0.0.1, http://localhost:8080/x, http://127.0.0.1/, ::1', []],
    ['Nothing at all.', []],
  ])('finds what can only be an indicator: %s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    ['it sends GET /a/b.php?l=xyz1.cab to it', 'xyz1.cab: perhaps a file name'],
    ['it sends GET /a/b.php?l=xyz1.com to it', 'xyz1.com: part of a path or of an address'],
    ['it runs install.sh then', 'install.sh: perhaps a file name'],
    ['it writes C:\\Users\\a.com then', 'a.com: part of a path'],
    ['it reads /etc/evil.com then', 'evil.com: part of a path'],
    ['the field process.name holds', 'process.name: perhaps a file name'],
    ['it uses System.Net for that', 'System.Net: perhaps a file name'],
    ['known as Turla.CR since', 'Turla.CR: perhaps a file name'],
    ['the package com.example.live is', 'com.example.live: perhaps a file name'],
    ['it opens evil[.]com/<name>/x then', 'evil.com/: part of a path'],
    ['it calls 127.0.0.1 often', '127.0.0.1: this machine, or no machine at all'],
  ])('makes no domain of a path, a file name or a word of a program: %s', (text, reason) => {
    expect([found(text), leftOut(text).join('\n')]).toEqual([[], expect.stringContaining(reason)]);
  });

  it('that is a page, only what is between its tags', () => {
    const text = '<!doctype html>\n<a href="https://blog.example.com/x">evil[.]com</a>';
    expect([detect(text).name, found(text)]).toEqual(['a page (HTML or XML)', ['Domain evil.com']]);
  });
});

it('reads whatever there is, without a failure', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
      expect(Array.isArray(items(text))).toBe(true);
    }),
  );
});
