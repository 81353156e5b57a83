import type { Reputation, RuleSeverity, Vendor } from '../../src/indicators/ioc.ts';

/** The types of IOC that a tenant knows. */
export const IOC_TYPES = ['HASH', 'IP', 'DOMAIN_NAME', 'PATH', 'FILENAME'] as const;
export type IocType = (typeof IOC_TYPES)[number];

export const REPUTATIONS = ['GOOD', 'SUSPICIOUS', 'BAD', 'UNKNOWN'] as const satisfies readonly Reputation[];

export const STATUSES = ['ENABLED', 'DISABLED'] as const;
export type Status = (typeof STATUSES)[number];

/** Where an IOC came from: pushed by XSOAR, or added by a person in XDR. */
export const SOURCES = ['XSOAR TIM', 'XDR'] as const;
export type Source = (typeof SOURCES)[number];

/** Who makes a change: only what a person changes is told by `get_changes`. */
export type Author = 'XSOAR' | 'person';

/** An IOC as the tenant keeps it. Never changed in place: a change replaces it, so it can be held on to. */
export interface StoredIoc {
  readonly value: string;
  readonly type: IocType;
  readonly severity: RuleSeverity;
  readonly reputation: Reputation;
  /** Milliseconds since the epoch, or -1 for never. */
  readonly expiration: number;
  readonly status: Status;
  /** Several comments are joined with `, `; empty where there is none. */
  readonly comment: string;
  /** A letter from A to F. */
  readonly reliability: string | null;
  readonly vendors: readonly Vendor[] | null;
  readonly class: string | null;
  readonly source: Source;
  /** When anybody changed it last: milliseconds since the epoch, by the tenant's clock. */
  readonly modified: number;
  /** The rule's id; it stays as long as the IOC does. */
  readonly id: number;
}

/** An IOC on its way into the store, which fills in id, source and time: one object an IOC, never a copy. */
export type Draft = { -readonly [Key in keyof StoredIoc]: StoredIoc[Key] };
