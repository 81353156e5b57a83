import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Command } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { parseArguments } from '../../src/commands/parse-arguments.ts';
import { UsageError } from '../../src/errors.ts';

function command(name: string): Command {
  const found = COMMANDS.find((candidate) => candidate.name === name);
  if (found === undefined) {
    throw new Error(`no command ${name}`);
  }
  return found;
}

const values = (indicator: unknown): unknown =>
  parseArguments(command('xdr-iocs-push'), { indicator }).indicator;

describe('a list argument', () => {
  it.each([
    ['1.1.1.1', ['1.1.1.1']],
    [' a , b,,a ', ['a', 'b']],
    ['["a,b", "c", 5]', ['a,b', 'c', '5']],
    [
      ['a', ' b '],
      ['a', 'b'],
    ],
    [7, ['7']],
    ['[::1]', ['[::1]']],
    ['["half', ['["half']],
    [undefined, []],
    [null, []],
    ['', []],
  ])('reads %p as %p', (given, expected) => {
    expect(values(given)).toEqual(expected);
  });

  it('takes any list of texts the same way as CSV, as JSON or as a list', () => {
    const word = fc
      .string({ minLength: 1 })
      .filter((text) => text.trim() !== '' && !/[,[]/.test(text))
      .map((text) => text.trim());
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1 }), (words) => {
        expect(values(words.join(','))).toEqual(words);
        expect(values(JSON.stringify(words))).toEqual(words);
        expect(values(words)).toEqual(words);
      }),
    );
  });
});

describe('an argument that is missing, surplus or wrong', () => {
  it.each([
    ['xdr-iocs-enable', {}, "The argument 'indicator' of xdr-iocs-enable is missing."],
    ['xdr-iocs-disable', { indicator: ' , ' }, "The argument 'indicator' of xdr-iocs-disable is missing."],
    ['xdr-iocs-enable', { indicator: { a: 1 } }, "The argument 'indicator' of xdr-iocs-enable"],
    ['xdr-iocs-set-sync-time', {}, "The argument 'time' of xdr-iocs-set-sync-time is missing."],
    ['xdr-iocs-set-sync-time', { time: '  ' }, "The argument 'time' of xdr-iocs-set-sync-time is missing."],
    [
      'xdr-iocs-create-sync-file',
      { zip: 'maybe' },
      "The argument 'zip' of xdr-iocs-create-sync-file must be 'true' or 'false'.",
    ],
    ['xdr-iocs-sync', { firsttime: 'true' }, "xdr-iocs-sync has no argument 'firsttime'."],
    ['xdr-iocs-to-keep-file', { zip: 'true' }, "xdr-iocs-to-keep-file has no argument 'zip'."],
  ])('of %s, %p, is named', (name, given, message) => {
    const parse = (): unknown => parseArguments(command(name), given);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });

  it('never is anything but a UsageError, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...COMMANDS), fc.jsonValue(), (candidate, value) => {
        const given = Object.fromEntries(Object.keys(candidate.arguments).map((name) => [name, value]));
        try {
          parseArguments(candidate, given);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('a flag', () => {
  it.each([
    ['true', true],
    ['True ', true],
    ['yes', true],
    [true, true],
    ['false', false],
    ['no', false],
    [false, false],
    [undefined, false],
  ])('reads %p as %p', (given, expected) => {
    expect(parseArguments(command('xdr-iocs-sync'), { firstTime: given }).firstTime).toBe(expected);
  });
});
