import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../../src/errors.ts';
import { parseAddress } from '../../src/outside/address.ts';

describe('the address of a server', () => {
  it.each([
    ['https://xsoar.example', 'https://xsoar.example'],
    ['xsoar.example', 'https://xsoar.example'],
    ['xsoar.example:8443/', 'https://xsoar.example:8443'],
    [' https://xsoar.example/acc_one/ ', 'https://xsoar.example/acc_one'],
    ['https://xsoar.example/#/home', 'https://xsoar.example'],
    ['https://api-x.example/xsoar/public/v1', 'https://api-x.example'],
    ['https://api-x.example/xsoar/public/v1/', 'https://api-x.example'],
    ['https://api-x.example/xsoar', 'https://api-x.example'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost', 'http://localhost'],
    ['http://[::1]:80', 'http://[::1]'],
  ])('%j is understood as %s', (text, address) => {
    expect(parseAddress('xsoar', text, false)).toBe(address);
  });

  it('may be without encryption only with --insecure', () => {
    expect(() => parseAddress('xsoar', 'http://xsoar.example', false)).toThrow('without encryption');
    expect(() => parseAddress('xsoar', 'http://127.0.0.1.evil.example', false)).toThrow('without encryption');
    expect(parseAddress('xsoar', 'http://xsoar.example', true)).toBe('http://xsoar.example');
  });

  it.each(['', '  ', 'two words', 'https://', 'ftp://xsoar.example', 'https://me:secret@xsoar.example'])(
    'is not %j, and what is wrong is said without repeating it',
    (text) => {
      let thrown: unknown;
      try {
        parseAddress('xsoar', text, true);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(UsageError);
      expect(String(thrown)).not.toContain('secret');
    },
  );
});
