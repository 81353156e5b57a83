/** The severities that XDR takes, mildest first. */
export const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The severities that a rule can have: a person in XDR may also choose none. */
export const RULE_SEVERITIES = [...SEVERITIES, 'UNKNOWN'] as const;
export type RuleSeverity = (typeof RULE_SEVERITIES)[number];

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
  /** Always sent, `['']` where there is none: what a push leaves out, XDR keeps. */
  comment?: string[];
  class?: string;
  status?: 'DISABLED';
}
