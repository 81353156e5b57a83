import * as z from 'zod';
import { type Reputation, RULE_SEVERITIES } from '../../src/indicators/ioc.ts';

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

/** An IOC with all that the tenant keeps of it. */
export const iocSchema = z.object({
  value: z.string().min(1),
  type: z.enum(IOC_TYPES),
  severity: z.enum(RULE_SEVERITIES),
  reputation: z.enum(REPUTATIONS),
  /** Milliseconds since the epoch, or -1 for never. */
  expiration: z.int().min(-1),
  status: z.enum(STATUSES),
  /** Several comments are joined with `, `; empty where there is none. */
  comment: z.string(),
  /** A letter from A to F. */
  reliability: z.string().nullable(),
  vendors: z
    .array(z.object({ vendor_name: z.string(), reputation: z.enum(REPUTATIONS), reliability: z.string() }))
    .nullable(),
  class: z.string().nullable(),
  source: z.enum(SOURCES),
  /** When anybody changed it last: milliseconds since the epoch, by the tenant's clock. */
  modified: z.int().min(0),
  /** The rule's id; it stays as long as the IOC does. */
  id: z.int().min(1),
});

/** An IOC on its way into the store, which fills in id, source and time: one object an IOC, never a copy. */
export type Draft = z.output<typeof iocSchema>;

/** An IOC as the tenant keeps it. Never changed in place: a change replaces it, so it can be held on to. */
export type StoredIoc = Readonly<Draft>;
