import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { serialise } from '../../src/indicators/serialised-ioc.ts';
import { pushBody } from '../../src/xdr/push-body.ts';

const PLAIN = { type: 'IP', severity: 'HIGH', reputation: 'BAD', expiration_date: -1 } as const;

describe('pushBody', () => {
  it('is what JSON.stringify makes of the IOCs, whatever is in them', () => {
    const iocs = fc.array(
      fc
        .tuple(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })))
        .map(([indicator, comment]): Ioc => ({ ...PLAIN, indicator, comment })),
    );
    fc.assert(
      fc.property(iocs, (plain) => {
        const body = pushBody(plain.map(serialise));
        expect(body.toString('utf8')).toBe(JSON.stringify({ request_data: plain, validate: true }));
      }),
    );
  });
});
