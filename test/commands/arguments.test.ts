import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { settleArguments } from '../../src/commands/arguments.ts';
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

const parse = (args: Record<string, unknown>): Record<string, unknown> =>
  parseArguments(command('xdr-iocs-push'), args);

interface Read {
  values: unknown;
  /** What XSOAR was asked for; undefined where it was not asked. */
  asked: readonly string[] | undefined;
}

/** What a list argument holds where XSOAR holds these values. */
async function read(indicator: unknown, ...held: string[]): Promise<Read> {
  let asked: readonly string[] | undefined;
  const settled = await settleArguments(parse({ indicator }), async (values) => {
    expect(asked).toBeUndefined();
    asked = values;
    return new Map(
      values.flatMap((value) => {
        const found = held.find((one) => one.toLowerCase() === value.toLowerCase());
        return found === undefined ? [] : [[value, found] as const];
      }),
    );
  });
  return { values: settled.indicator, asked };
}

const URL_WITH_COMMA = 'https://a.example/x,y?z=1';

describe('a list argument', () => {
  it.each([
    ['1.1.1.1', ['1.1.1.1']],
    [' a , b,,a ', ['a', 'b']],
    ['a;b\nc\r\nd\n', ['a', 'b', 'c', 'd']],
    ['["a,b", "c", 5]', ['a,b', 'c', '5']],
    ['"a,b";c, "say ""hi""" ', ['a,b', 'c', 'say "hi"']],
    ['"never closed, b', ['"never closed', 'b']],
    [
      ['a', ' b '],
      ['a', 'b'],
    ],
    [
      ['a,b', 'c;d'],
      ['a,b', 'c;d'],
    ],
    [7, ['7']],
    ['[::1]', ['[::1]']],
    ['["half', ['["half']],
    [undefined, []],
    [null, []],
    ['', []],
    [[], []],
    [{ id: '3', value: '192.0.2.1', score: 3 }, ['192.0.2.1']],
    [
      [{ value: 'a,b' }, 'c', { value: 5 }, null],
      ['a,b', 'c', '5'],
    ],
    ['{"value": "a,b", "score": 3}', ['a,b']],
    ['[{"value": "a"}, {"value": "b"}]', ['a', 'b']],
  ])('reads %p as %p, and asks XSOAR nothing', async (given, expected) => {
    expect(await read(given)).toEqual({ values: expected, asked: undefined });
  });

  it.each([{ a: 1 }, [{ a: 1 }], true, '{"a": 1}', [true]])('is no %p', (indicator) => {
    expect(() => parse({ indicator })).toThrow('must be a value, a list of values, or an indicator.');
  });

  it('takes any list of texts the same way as CSV, in lines, as JSON or as a list', async () => {
    const word = fc
      .string({ minLength: 1 })
      .filter((text) => text.trim() !== '' && !/[,;[{(/\\?"]|^\s*h.{2}p/i.test(text))
      .map((text) => text.trim());
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(word, { minLength: 1 }), async (words) => {
        const givens = [words.join(','), words.join(' ; '), words.join('\n'), JSON.stringify(words), words];
        for (const given of givens) {
          expect(await read(given)).toEqual({ values: words, asked: undefined });
        }
      }),
    );
  });
});

describe('a value in a list that holds a separator', () => {
  it.each([
    ['stands alone', URL_WITH_COMMA, [URL_WITH_COMMA]],
    ['stands among others', `1.1.1.1;${URL_WITH_COMMA},b.example`, ['1.1.1.1', URL_WITH_COMMA, 'b.example']],
    ['stands on a line', `1.1.1.1\n${URL_WITH_COMMA}\n`, ['1.1.1.1', URL_WITH_COMMA]],
    ['is written in other capitals', URL_WITH_COMMA.toUpperCase(), [URL_WITH_COMMA]],
    ['is written so that nobody clicks on it', 'hxxps://a[.]example/x,y?z=1', [URL_WITH_COMMA]],
  ])('is found where it %s', async (_where, given, expected) => {
    expect((await read(given, URL_WITH_COMMA)).values).toEqual(expected);
  });

  it.each([
    'https://a.example/x;s=1',
    'https://a.example/x,',
    'a.example/b,c,d',
    'C:\\a,b\\c.exe',
    'https://a/?u=b,https://c/',
  ])('is found, such as %s', async (value) => {
    expect((await read(value, value)).values).toEqual([value]);
  });

  it('is the longest one that XSOAR holds', async () => {
    const { values } = await read('https://a/x,y,z', 'https://a/x', 'https://a/x,y');
    expect(values).toEqual(['https://a/x,y', 'z']);
  });

  it('is several values where XSOAR holds no such one', async () => {
    expect((await read(URL_WITH_COMMA)).values).toEqual(['https://a.example/x', 'y?z=1']);
  });

  it.each(['https://a/x\nhttps://c/z', '10.0.0.0/8,1.1.1.1', 'a,b;c', '["https://a/x,y"]'])(
    'is not looked for where there is none: %p',
    async (given) => {
      expect((await read(given)).asked).toBeUndefined();
    },
  );

  it('costs one question, whatever is in the list', async () => {
    const given = Array.from({ length: 20_000 }, (_, number) => `https://a/${number},y${number}`).join(',');
    const { values, asked } = await read(given);
    expect(values).toHaveLength(40_000);
    expect(asked?.length).toBeLessThanOrEqual(4_000);
  });
});

describe('a value that is written so that nobody clicks on it', () => {
  it.each([
    ['hxxp://a[.]example/b', 'http://a.example/b'],
    ['hxxps[:]//a(.)example', 'https://a.example'],
    ['h**p://a.example', 'http://a.example'],
    ['jo[@]a[.]example', 'jo@a.example'],
    ['192[.]0[.]2[.]1', '192.0.2.1'],
    ['a[dot]example', 'a.example'],
    ['http[://]a.example/?q=[.]', 'http://a.example/?q=[.]'],
  ])('%s is meant as %s', async (given, meant) => {
    expect((await read(given)).values).toEqual([meant]);
    expect((await read([given])).values).toEqual([meant]);
    expect((await read({ value: given })).values).toEqual([meant]);
  });

  it('is left as it is where XSOAR holds it so', async () => {
    expect((await read('a[.]example', 'a[.]example')).values).toEqual(['a[.]example']);
  });
});

describe("XSOAR's own arguments are passed over:", () => {
  it.each(
    'auto-extract debug-mode execution-timeout Execution_Timeout extend-context ignore-outputs raw-response retry-count retry-interval using using-brand'.split(
      ' ',
    ),
  )('%s', (name) => {
    expect(parse({ [name]: 'x' })).not.toHaveProperty(name);
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
    const parsing = (): unknown => parseArguments(command(name), given);
    expect(parsing).toThrow(UsageError);
    expect(parsing).toThrow(message);
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
