import { describe, expect, it } from '@jest/globals';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { describeSize } from '../../src/indicators/ioc-size.ts';

const IOC: Ioc = {
  indicator: '192.0.2.1',
  type: 'IP',
  severity: 'HIGH',
  reputation: 'BAD',
  expiration_date: -1,
  comment: [''],
};

describe('the size of an IOC', () => {
  it('names the comment where that makes it, in bytes', () => {
    expect(describeSize({ ...IOC, comment: ['ö'.repeat(500_000)] })).toEqual({
      size: '1,000,110 bytes (comment 1,000,004)',
      advice: expect.stringContaining('XSOAR Comment Field Exporting To XDR'),
    });
  });

  it.each([
    [
      'the value',
      { indicator: `https://a.example/${'x'.repeat(10_000)}` },
      'indicator',
      'Its value is too long',
    ],
    [
      'the sources',
      { vendors: Array(500).fill({ vendor_name: 'a feed', reputation: 'BAD', reliability: 'A' }) },
      'vendors',
      'too many sources',
    ],
    ['another field', { class: 'x'.repeat(10_000) }, 'class', 'Shorten these fields'],
  ])('names %s', (_what, part, field, advice) => {
    const said = describeSize({ ...IOC, ...part } as Ioc);
    expect(said.size).toMatch(new RegExp(`^[\\d,]+ bytes \\(${field} [\\d,]+\\)$`));
    expect(said.advice).toContain(advice);
  });

  it('names several fields where they make it together', () => {
    const said = describeSize({ ...IOC, indicator: 'x'.repeat(4_000), comment: ['y'.repeat(5_000)] });
    expect(said.size).toBe('9,101 bytes (comment 5,004, indicator 4,002)');
  });
});
