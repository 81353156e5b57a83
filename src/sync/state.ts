import * as z from 'zod';
import { StateError } from '../errors.ts';
import type { KnownRefusal } from './refusal-list.ts';

/** Where a search goes on: `[modified, id]` of the last indicator, as XSOAR gave it. */
export type PushCursor = readonly unknown[];

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
  /** What did not reach XDR the last time it was sent; the newest last. */
  refused: readonly KnownRefusal[];
  /** Keys that are not ours: kept as they were found. */
  others: Readonly<Record<string, unknown>>;
}

/** The one key of our own; the others are those of the official integration, so that one can change over and back. */
export const OWN_KEY = 'xdr_iocs_state';

const ownShape = z.looseObject({
  keyLevel: z.enum(['Advanced', 'Standard']).optional(),
  refused: z
    .array(z.object({ value: z.string(), reason: z.string(), since: z.string(), times: z.int() }))
    .optional(),
});

const shapes = {
  ts: z.int().nonnegative().nullish(),
  time: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)))
    .nullish(),
  is_first_sync_phase: z.boolean().nullish(),
  search_after: z.array(z.unknown()).nullish(),
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
    keyLevel: own?.keyLevel,
    refused: own?.refused ?? [],
    others,
  };
}

/** The context that holds a state; `parseState` reads it back. */
export function serialiseState(state: SyncState): Record<string, unknown> {
  const context: Record<string, unknown> = { ...state.others };
  if (state.pullCursor !== undefined) {
    context.ts = state.pullCursor;
  }
  if (state.pushStart !== undefined) {
    context.time = state.pushStart;
    context.is_first_sync_phase = state.inFirstSync;
  }
  if (state.pushCursor !== undefined) {
    context.search_after = state.pushCursor;
  }
  const { keyLevel, refused } = state;
  if (keyLevel !== undefined || refused.length > 0) {
    context[OWN_KEY] = JSON.stringify({ keyLevel, ...(refused.length > 0 ? { refused } : {}) });
  }
  return context;
}

/** The later of two push cursors; both mean that XDR has acknowledged what lies before. */
export function laterCursor(one: PushCursor | undefined, other: PushCursor): PushCursor {
  if (one === undefined) {
    return other;
  }
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const order = comparePart(one[index], other[index]);
    if (order !== 0) {
      return order > 0 ? one : other;
    }
  }
  return other;
}

/** Sort values come as numbers, as texts of numbers, as times or as ids. */
function comparePart(one: unknown, other: unknown): number {
  const [first, second] = [orderOf(one), orderOf(other)];
  if (!Number.isNaN(first) && !Number.isNaN(second) && first !== second) {
    return first - second;
  }
  const [firstText, secondText] = [String(one ?? ''), String(other ?? '')];
  return firstText < secondText ? -1 : Number(firstText > secondText);
}

function orderOf(part: unknown): number {
  if (typeof part === 'number') {
    return part;
  }
  if (typeof part !== 'string' || part === '') {
    return Number.NaN;
  }
  const number = Number(part);
  return Number.isNaN(number) ? Date.parse(part) : number;
}
