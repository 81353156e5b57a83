/** Severities of XDR, mildest first. */
export const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL', 'UNKNOWN'] as const;
export type Severity = (typeof SEVERITIES)[number];

export type Reputation = 'GOOD' | 'SUSPICIOUS' | 'BAD' | 'UNKNOWN';

export interface Vendor {
  vendor_name: string;
  reputation: Reputation;
  /** A letter from A (completely reliable) to F (cannot be judged). */
  reliability: string;
}

/** An indicator in the shape in which XDR takes it (`tim_insert_jsons`, and a line of the sync file). */
export interface Ioc {
  indicator: string;
  type: string;
  severity: Severity;
  reputation: Reputation;
  /** Milliseconds since the epoch, or -1 for never. */
  expiration_date: number;
  reliability?: string;
  vendors?: Vendor[];
  comment?: string[];
  class?: string;
  status?: 'DISABLED';
}
