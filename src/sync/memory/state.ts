import * as z from 'zod';
import { StateError } from '../../errors.ts';
import type { SentBy } from '../two-sides.ts';
import { type TimedHashes, timedHashesShape } from './hashed.ts';
import { NO_OWN_STATUS, type OwnStatus, ownStatusShape } from './own-status.ts';
import type { RunSummary } from './report.ts';
import { runSummaryShape } from './report.ts';

/** Where a search goes on: `[modified, id]` of the last indicator, as XSOAR gave it. */
export type PushCursor = readonly unknown[];

/** An indicator that a later run pushes by its value, whether or not it is modified until then. */
export interface Owed {
  value: string;
  /** XDR's type. */
  type: string;
  /** When it was put here, in ms, XSOAR's time. */
  at: number;
  /** The indicator's `modified` before this integration wrote to it; missing where it only waits for a rule. */
  modified?: string | undefined;
  /** Where it was held back: up to when everything had been pushed before, in ms. Its newer comments are not in XDR. */
  until?: number | undefined;
  /** What was written to `xdrstatus`: to see whether XSOAR keeps that field. */
  status?: 'enabled' | 'disabled' | undefined;
}

/** An indicator that did not reach XDR the last time it was sent. Hostile text, of bounded length. */
export interface KnownRefusal {
  value: string;
  reason: string;
  /** When it was refused first; `YYYY-MM-DDTHH:MM:SSZ`. */
  since: string;
  /** How often it was refused. */
  times: number;
  /** XDR's type, where it is known. */
  type?: string | undefined;
  /** True where XDR refused it; else our mapping, or the rules for values, rejected it. */
  byXdr?: boolean | undefined;
}

/** How far the retiring has come. */
export interface RetireState {
  /** Indicators modified since then are looked at; `YYYY-MM-DDTHH:MM:SSZ`, XSOAR's time. */
  since?: string | undefined;
  /** When the reading began that a run did not finish, and where it goes on. */
  began?: string | undefined;
  after?: PushCursor | undefined;
  /** How many indicators matched the Sync Query the last time. */
  matched?: number | undefined;
}

/** What is remembered from one run to the next. */
export interface SyncState {
  /** Up to when XSOAR has taken XDR's changes; ms since the epoch, in XDR's time. */
  pullCursor: number | undefined;
  /** Where the push begins; `YYYY-MM-DDTHH:MM:SSZ`, in XSOAR's time. */
  pushStart: string | undefined;
  /** Up to which indicator XDR has acknowledged the push. */
  pushCursor: PushCursor | undefined;
  /** The first sync has begun and is not finished. */
  inFirstSync: boolean;
  /** Which kind of key was found to work. */
  keyLevel: 'Advanced' | 'Standard' | undefined;
  /** The settings by which XDR's IOCs were sent; undefined where a version did not say. */
  sentBy: SentBy | undefined;
  /** The settings before those, as long as IOCs sent by them may be told as changes; until when, in ms, XDR's time. */
  sentBefore: { settings: SentBy; until?: number | undefined } | undefined;
  /** Up to when everything in XSOAR was pushed; ms since the epoch, XSOAR's time. */
  pushedUntil: number | undefined;
  /** What is held back, and what a pull owes an answer. */
  owed: readonly Owed[];
  /** Rules behind the pull cursor that were worked out, or told by a push that overwrote them. */
  workedOut: TimedHashes;
  /** What people deleted in XDR, until the push cursor has passed it. */
  deleted: TimedHashes;
  /** What this integration enabled, disabled and deleted itself. */
  ownStatus: OwnStatus;
  /** Whether XSOAR keeps the field `xdrstatus`; undefined where that was not seen yet. */
  keepsStatus: boolean | undefined;
  retire: RetireState;
  lastRun: RunSummary | undefined;
  /** What did not reach XDR the last time it was sent; the newest last. */
  refused: readonly KnownRefusal[];
  /** How many indicators were refused in all since this was counted. */
  refusedInAll: number;
  /** Keys that are not ours: kept as they were found. */
  others: Readonly<Record<string, unknown>>;
}

/** How many indicators a push may hold back. */
export const MOST_HELD_BACK = 2_000;
/** How many may be owed in all: there is always room for what a pull owes an answer. */
export const MOST_OWED = 2 * MOST_HELD_BACK;

/** The one key of our own; the others are those of the official integration. */
export const OWN_KEY = 'xdr_iocs_state';

const cursor = z.array(z.unknown());
const sentBy = z.looseObject({ query: z.string() }) as unknown as z.ZodType<SentBy>;

const ownShape = z.looseObject({
  keyLevel: z.enum(['Advanced', 'Standard']).optional(),
  sentBy: sentBy.optional(),
  sentBefore: z.object({ settings: sentBy, until: z.number().optional() }).optional(),
  owed: z
    .array(
      z.object({
        value: z.string(),
        type: z.string(),
        at: z.number(),
        modified: z.string().optional(),
        until: z.number().optional(),
        status: z.enum(['enabled', 'disabled']).optional(),
      }),
    )
    .optional(),
  workedOut: timedHashesShape.optional(),
  deleted: timedHashesShape.optional(),
  ownStatus: ownStatusShape.optional(),
  keepsStatus: z.boolean().optional(),
  pushedUntil: z.number().optional(),
  retire: z
    .object({
      since: z.string().optional(),
      began: z.string().optional(),
      after: cursor.optional(),
      matched: z.number().optional(),
    })
    .optional(),
  lastRun: runSummaryShape.optional(),
  refused: z
    .array(
      z.object({
        value: z.string(),
        reason: z.string(),
        since: z.string(),
        times: z.int(),
        type: z.string().optional(),
        byXdr: z.boolean().optional(),
      }),
    )
    .optional(),
  refusedInAll: z.int().optional(),
});
type OwnPart = z.output<typeof ownShape>;

const shapes = {
  ts: z.int().nonnegative().nullish(),
  time: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)))
    .nullish(),
  is_first_sync_phase: z.boolean().nullish(),
  search_after: cursor.nullish(),
  [OWN_KEY]: z
    .string()
    .transform((text, context) => {
      try {
        return ownShape.parse(JSON.parse(text));
      } catch {
        context.addIssue('not the JSON this integration writes');
        return z.NEVER;
      }
    })
    .nullish(),
};
const contextShape = z.looseObject(shapes);

/**
 * Reads an integration context, the official integration's included.
 * @throws StateError naming the key that cannot be understood
 */
export function parseState(context: unknown): SyncState {
  const parsed = contextShape.safeParse(context ?? {});
  if (!parsed.success) {
    const key = String(parsed.error.issues[0]?.path[0] ?? 'the whole context');
    throw new StateError(`The integration context cannot be understood: '${key}' is not what it should be.`, {
      advice:
        "Nothing was changed. Reset the instance's integration context in XSOAR, then run xdr-iocs-sync (or let the next fetch begin a new first sync).",
    });
  }
  const { ts, time, is_first_sync_phase, search_after, [OWN_KEY]: own, ...others } = parsed.data;
  return {
    pullCursor: ts ?? undefined,
    pushStart: time ?? undefined,
    pushCursor: search_after == null || search_after.length === 0 ? undefined : search_after,
    inFirstSync: is_first_sync_phase ?? false,
    ...ownPart(own ?? {}),
    others,
  };
}

type OwnState = Omit<SyncState, 'pullCursor' | 'pushStart' | 'pushCursor' | 'inFirstSync' | 'others'>;

function ownPart(own: OwnPart): OwnState {
  return {
    keyLevel: own.keyLevel,
    sentBy: own.sentBy,
    sentBefore: own.sentBefore,
    owed: own.owed ?? [],
    workedOut: own.workedOut ?? [],
    deleted: own.deleted ?? [],
    ownStatus: own.ownStatus ?? NO_OWN_STATUS,
    keepsStatus: own.keepsStatus,
    pushedUntil: own.pushedUntil,
    retire: own.retire ?? {},
    lastRun: own.lastRun,
    refused: own.refused ?? [],
    refusedInAll: own.refusedInAll ?? own.refused?.length ?? 0,
  };
}

/** The context that holds a state; `parseState` reads it back. */
export function serialiseState(state: SyncState): Record<string, unknown> {
  const { pullCursor, pushStart, pushCursor, inFirstSync, others, ...own } = state;
  const context: Record<string, unknown> = { ...others };
  if (pullCursor !== undefined) {
    context.ts = pullCursor;
  }
  if (pushStart !== undefined) {
    context.time = pushStart;
    context.is_first_sync_phase = inFirstSync;
  }
  if (pushCursor !== undefined) {
    context.search_after = pushCursor;
  }
  const told = Object.entries(own).filter(([, value]) => !isNothing(value));
  if (told.length > 0) {
    context[OWN_KEY] = JSON.stringify(Object.fromEntries(told));
  }
  return context;
}

/** What says nothing is not written: an instance that only reads keeps its context as it was. */
function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === 0 ||
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === 'object' && value !== null && Object.values(value).every(isNothing))
  );
}
