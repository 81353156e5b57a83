import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Secret } from '../src/secret.ts';

describe('a secret', () => {
  const secret = new Secret('s3cr3t');

  it('is shown by nothing that shows things', () => {
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: 9, showHidden: true }),
      inspect(secret, { customInspect: false, showHidden: true }),
      Object.values(secret).join(),
    ];
    for (const text of shown) {
      expect(text).not.toContain('s3cr3t');
    }
  });

  it('is given to whoever asks for it by name', () => {
    expect(secret.reveal()).toBe('s3cr3t');
  });
});
