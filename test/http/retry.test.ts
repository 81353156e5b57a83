import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XdrError, type XdrFailure } from '../../src/errors.ts';
import { MAX_ATTEMPTS, parseRetryAfter, retryDelay } from '../../src/http/retry.ts';

const PASSING: XdrFailure[] = ['rate-limited', 'server', 'unexpected-answer', 'unreachable', 'timeout'];
const FINAL: XdrFailure[] = ['unauthorized', 'license', 'forbidden', 'not-found', 'too-large', 'refused'];
const NOW = Date.UTC(2026, 0, 1);

describe('retryDelay', () => {
  it('backs off exponentially, from half to the whole of 1, 2, 4, 8, 16 seconds', () => {
    const error = new XdrError('server', 'x');
    for (const [index, whole] of [1000, 2000, 4000, 8000, 16_000].entries()) {
      expect(retryDelay(error, index + 1, 1e9, 0)).toBe(whole / 2);
      expect(retryDelay(error, index + 1, 1e9, 1)).toBe(whole);
    }
  });

  it('gives up after the last attempt', () => {
    expect(retryDelay(new XdrError('server', 'x'), MAX_ATTEMPTS, 1e9, 0)).toBeUndefined();
  });

  it.each(PASSING)('tries again after %s', (kind) => {
    expect(retryDelay(new XdrError(kind, 'x'), 1, 1e9, 0)).toBe(500);
  });

  it.each(FINAL)('does not try again after %s', (kind) => {
    expect(retryDelay(new XdrError(kind, 'x'), 1, 1e9, 0)).toBeUndefined();
  });

  it('waits exactly as long as XDR asked for', () => {
    expect(retryDelay(new XdrError('rate-limited', 'x', { retryAfterMs: 42_000 }), 1, 1e9, 0.7)).toBe(42_000);
  });

  it('never begins a wait that does not fit into the time that is left', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PASSING),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: -1000, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.option(fc.nat(200_000), { nil: undefined }),
        (kind, attempt, remaining, random, retryAfterMs) => {
          const error = new XdrError(kind, 'x', retryAfterMs === undefined ? {} : { retryAfterMs });
          const delay = retryDelay(error, attempt, remaining, random);
          expect(delay === undefined || (delay >= 0 && delay < remaining)).toBe(true);
        },
      ),
    );
  });
});

describe('parseRetryAfter', () => {
  it.each([
    ['7', 7000],
    ['0', 0],
    ['1.5', 1500],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 90_000).toUTCString(), 0],
  ])('reads %p as %p ms', (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });

  it.each([undefined, null, '', ' ', 'soon', '-3', 12])('ignores %p', (header) => {
    expect(parseRetryAfter(header, NOW)).toBeUndefined();
  });
});
