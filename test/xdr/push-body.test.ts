import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { PackedIocs } from '../../src/indicators/packed-iocs.ts';
import { pushBody } from '../../src/xdr/push-body.ts';

const PLAIN = { type: 'IP', severity: 'HIGH', reputation: 'BAD', expiration_date: -1 } as const;
const anyText = fc.string({ unit: 'binary' });
const anyIocs = fc.array(
  fc.tuple(anyText, fc.array(anyText)).map(([indicator, comment]): Ioc => ({ ...PLAIN, indicator, comment })),
);

function pack(iocs: readonly Ioc[]): PackedIocs {
  const packed = new PackedIocs();
  for (const ioc of iocs) {
    packed.add(ioc);
  }
  return packed;
}

/** As many and as long as it takes for several pieces, one of them for an IOC alone. */
const MANY = Array.from(
  { length: 40 },
  (_, index): Ioc => ({
    ...PLAIN,
    indicator: `n${index}`,
    comment: ['ü'.repeat(index === 20 ? 2_000_000 : 100_000)],
  }),
);

describe('packed IOCs', () => {
  it('are as many as were packed, and the same when they are unpacked', () => {
    fc.assert(
      fc.property(anyIocs, (iocs) => {
        const packed = pack(iocs);
        expect([...packed]).toEqual(iocs);
        expect(packed).toHaveLength(iocs.length);
      }),
    );
    expect([...pack(MANY)]).toEqual(MANY);
  });
});

describe('pushBody', () => {
  const jsonOf = (iocs: readonly Ioc[]): string => JSON.stringify({ request_data: iocs, validate: true });

  it('is what JSON.stringify makes of the IOCs, packed or not', () => {
    fc.assert(
      fc.property(anyIocs, (iocs) => {
        expect(Buffer.concat(pushBody(pack(iocs))).toString('utf8')).toBe(jsonOf(iocs));
        expect(Buffer.concat(pushBody(iocs)).toString('utf8')).toBe(jsonOf(iocs));
      }),
    );
    expect(Buffer.concat(pushBody(pack(MANY))).toString('utf8')).toBe(jsonOf(MANY));
  });
});
