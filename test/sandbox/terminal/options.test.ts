import { describe, expect, it } from '@jest/globals';
import { parseOptions } from '../../../sandbox/terminal/options.ts';
import { UsageError } from '../../../src/errors.ts';

const key = { XDR_API_KEY: 'k', XDR_API_KEY_ID: '7' };

describe('the words after npm start --', () => {
  it('are lines and options in any order', () => {
    expect(parseOptions(['!a b=c', '--state', 'f', '!d', '--debug'], {})).toMatchObject({
      lines: ['!a b=c', '!d'],
      state: 'f',
      debug: true,
      tour: true,
      empty: false,
      real: undefined,
    });
  });

  it('name a real tenant, whose key is in the environment', () => {
    expect(
      parseOptions(['--xdr', 'https://api-x.example'], { ...key, XDR_KEY_LEVEL: 'standard' }).real,
    ).toEqual({
      url: 'https://api-x.example',
      key: 'k',
      keyId: '7',
      keyLevel: 'Standard',
    });
    expect(parseOptions(['--xdr', 'https://api-x.example'], key).real?.keyLevel).toBe('Auto');
  });

  it.each([
    [['--bogus'], {}, '--bogus'],
    [['--state'], {}, '--state'],
    [['--state='], {}, '--state needs a value.'],
    [['--xdr', 'https://x.example'], { XDR_API_KEY: 'k' }, 'XDR_API_KEY_ID'],
    [['--xdr', 'https://x.example'], { XDR_API_KEY_ID: '7', XDR_API_KEY: ' ' }, 'XDR_API_KEY.'],
    [['--xdr', 'https://x.example'], { ...key, XDR_KEY_LEVEL: 'Super' }, 'XDR_KEY_LEVEL must be one of'],
    [['--xdr', 'no where'], key, 'The address behind --xdr is not the address of a server.'],
    [['--xdr', 'http://x.example'], key, 'without encryption'],
    [['--xsoar', 'https://x.example'], {}, '--xsoar needs the environment variable XSOAR_API_KEY.'],
    [['--write'], {}, '--write needs a real XDR'],
    [['--xsoar', 'https://x.example', '--write'], { XSOAR_API_KEY: 'k' }, '--write needs a real XDR'],
    [['--xsoar', 'x.example', '--xdr', 'y.example', '--write'], key, 'needs --state'],
    [['--xsoar', 'x.example', '--state', 'f'], { XSOAR_API_KEY: 'k' }, '--state with --xsoar needs --xdr'],
    [['--every', '20m', 'fetch'], {}, 'sync and --every need both real sides'],
    [['--report', 'r.txt', 'rehearse'], {}, '--report needs a file name'],
    [['--set', 'nothing=1'], {}, 'there is no such parameter'],
  ])('that are wrong, %j, are a usage error', (words, environment, message) => {
    expect(() => parseOptions(words, environment)).toThrow(UsageError);
    expect(() => parseOptions(words, environment)).toThrow(message);
  });

  it.each([
    ['--no-tuor', 'Did you mean --no-tour?'],
    ['--xsor=x', 'Did you mean --xsoar?'],
    ['--bogus', '--help shows the options.'],
  ])('that are mistyped, %s, get the nearest', (word, advice) => {
    expect(() => parseOptions([word], {})).toThrow(expect.objectContaining({ advice }));
  });
});
