import type { IndicatorDraft, StoredIndicator } from '../../../sandbox/xsoar/stored-indicator.ts';

/** A stored indicator for tests of queries; what is given replaces what it has. */
export function indicator(fields: Readonly<Record<string, unknown>> = {}): StoredIndicator {
  return {
    id: '1',
    value: 'evil.example.com',
    indicator_type: 'Domain',
    score: 3,
    modified: '2026-01-15T12:00:00.000000001Z',
    timestamp: '2026-01-14T08:00:00Z',
    firstSeen: '2025-06-01T00:00:00Z',
    expiration: '2027-01-01T00:00:00Z',
    expirationStatus: 'active',
    sourceBrands: ['Sample Feed'],
    CustomFields: { tags: ['c2', 'two words'], xdrstatus: 'enabled', confidence: 70 },
    ...fields,
  };
}

/** A draft of an IP address. */
export function ip(value: string, fields: Readonly<Record<string, unknown>> = {}): IndicatorDraft {
  return { value, indicator_type: 'IP', score: 3, ...fields };
}
