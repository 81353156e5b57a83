import { describe, expect, it } from '@jest/globals';
import { vendorsOf } from '../../src/indicators/vendors.ts';

describe('the vendors of an IOC', () => {
  it('are one a source, each with its brand, reputation and reliability', () => {
    const map = {
      'id of one': { sourceBrand: 'Feed One', score: 3, reliability: 'B - Usually reliable' },
      'id of two': { sourceBrand: 'Feed Two', score: 1, reliability: 'd' },
    };
    expect(vendorsOf(map)).toEqual([
      { vendor_name: 'Feed One', reputation: 'BAD', reliability: 'B' },
      { vendor_name: 'Feed Two', reputation: 'GOOD', reliability: 'D' },
    ]);
  });

  it.each([{}, { sourceBrand: '' }, { sourceBrand: ' ' }, { sourceBrand: 7 }, { sourceBrand: null }])(
    'are named by the key where the source is %j',
    (source) => {
      expect(vendorsOf({ 'Feed One': source })).toEqual([
        { vendor_name: 'Feed One', reputation: 'UNKNOWN', reliability: 'F' },
      ]);
    },
  );

  it.each(['', 'X - unheard of', 7, null])('have reliability F where the source has %j', (reliability) => {
    expect(vendorsOf({ one: { reliability } })).toMatchObject([{ reliability: 'F' }]);
  });

  it('leave out sources that are no objects', () => {
    expect(vendorsOf({ a: null, b: 'x', c: [], d: { score: 2 } })).toEqual([
      { vendor_name: 'd', reputation: 'SUSPICIOUS', reliability: 'F' },
    ]);
  });

  it('are none where there are no sources', () => {
    for (const map of [undefined, null, {}, [], [{ score: 1 }], 'x', 7, { a: null }]) {
      expect(vendorsOf(map)).toBeUndefined();
    }
  });
});
