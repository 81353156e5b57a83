import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseLine, quote } from '../../../sandbox/terminal/line.ts';
import { UsageError } from '../../../src/errors.ts';

const args = (line: string) => parseLine(line)?.words.map(({ name, value }) => [name, value]);

describe('a line of the War Room', () => {
  it('is a command and its arguments, with or without the !', () => {
    expect(parseLine('  !xdr-iocs-push   indicator=192.0.2.1 ')).toEqual({
      command: 'xdr-iocs-push',
      words: [{ name: 'indicator', value: '192.0.2.1', text: 'indicator=192.0.2.1' }],
    });
    expect(parseLine('xdr-iocs-push')).toEqual({ command: 'xdr-iocs-push', words: [] });
  });

  it('may be blank or a comment', () => {
    expect([parseLine(''), parseLine('   '), parseLine('# a note')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['a="x y"', 'x y'],
    ['a=\'x "y"\'', 'x "y"'],
    ['a=`x "y" \'z\' \\`', 'x "y" \'z\' \\'],
    ['a="x \\"y\\" \\\\"', 'x "y" \\'],
    ['a="C:\\temp\\x"', 'C:\\temp\\x'],
    ['a=', ''],
    ['a=""', ''],
    ['a=b=c', 'b=c'],
    ['a=it"s', 'it"s'],
    ['a=["1", "b ] c", {"d": "\\""}]', '["1", "b ] c", {"d": "\\""}]'],
    ['a=1,2,3', '1,2,3'],
    ['a=[unfinished', '[unfinished'],
  ])('reads the value of %s', (word, value) => {
    expect(args(`!c ${word} z=1`)).toEqual([
      ['a', value],
      ['z', '1'],
    ]);
  });

  it('keeps a word with an equals sign that is no name whole', () => {
    expect(parseLine('xdr show http://a.example/?b=c')?.words[1]?.text).toBe('http://a.example/?b=c');
    expect(parseLine('xdr show "a b=c"')?.words[1]).toEqual({
      name: undefined,
      value: 'a b=c',
      text: 'a b=c',
    });
  });

  it.each([
    ['!c a="x', 'At character 6: the " is never closed.'],
    ['!c a="x"y', 'At character 9: a blank must follow the closing ".'],
    ['!', 'There is no command after the !.'],
  ])('with wrong syntax, %s, is an error that names the place', (line, message) => {
    expect(() => parseLine(line)).toThrow(new UsageError(message));
  });

  it('gives back every value that was quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-ascii' }), (first, second) => {
        expect(args(`!c a=${quote(first)} b=${quote(second)}`)).toEqual([
          ['a', first],
          ['b', second],
        ]);
      }),
    );
  });

  it('never breaks on any text: it is read, or a usage error', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'!a= "\'`\\[]{}#,\n') }), (line) => {
        try {
          parseLine(line);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});
