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

function pack(pages: readonly (readonly Ioc[])[]): PackedIocs {
  const packed = new PackedIocs();
  for (const page of pages) {
    packed.add(page.map((ioc) => JSON.stringify(ioc)));
  }
  return packed;
}

describe('packed IOCs', () => {
  it('are as many as were packed, and the same when they are unpacked', () => {
    fc.assert(
      fc.property(fc.array(anyIocs), (pages) => {
        const packed = pack(pages);
        // What is no character, half a surrogate pair, stays one: JSON escapes it.
        expect([...packed]).toEqual(pages.flat());
        expect(packed).toHaveLength(pages.flat().length);
      }),
    );
  });
});

describe('pushBody', () => {
  it('is what JSON.stringify makes of the IOCs, packed or not', () => {
    fc.assert(
      fc.property(fc.array(anyIocs), (pages) => {
        const json = JSON.stringify({ request_data: pages.flat(), validate: true });
        expect(Buffer.concat(pushBody(pack(pages))).toString('utf8')).toBe(json);
        expect(Buffer.concat(pushBody(pages.flat())).toString('utf8')).toBe(json);
      }),
    );
  });
});
