import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Offer } from './failures.ts';

/** A condition on IOCs, as the public API takes it; several are joined by AND. */
export interface Filter {
  field: string;
  operator: 'EQ' | 'NEQ' | 'IN' | 'GTE' | 'LTE';
  value: unknown;
}

/** An IOC as XDR shows it. Hostile text; what XDR does not say, or not in its usual way, is not there. */
export interface IocObject {
  indicator?: string | undefined;
  type?: string | undefined;
  /** `SEV_010_INFO` to `SEV_050_CRITICAL`, or `SEV_090_UNKNOWN`. */
  severity?: string | undefined;
  reputation?: string | undefined;
  /** A letter from A to F. */
  reliability?: string | undefined;
  /** `ENABLED` or `DISABLED`. */
  status?: string | undefined;
  /** `XSOAR TIM` for what came from XSOAR, else a user or a key. */
  source?: string | undefined;
  comment?: string | undefined;
  /** Milliseconds since the epoch, or -1 for never. */
  expiration?: number | undefined;
  /** How many issues it has raised. */
  hits?: number | undefined;
  /** Milliseconds since the epoch, XDR's time. */
  modified?: number | undefined;
  created?: number | undefined;
  ruleId?: number | undefined;
}

/** Asks an endpoint whose answer has this shape, with or without `reply` around it. */
export type Ask = <T>(endpoint: string, data: unknown, shape: z.ZodType<T>, offer: Offer) => Promise<T>;

const SHOW: Offer = {
  what: 'show its IOCs',
  advice: 'Look in Cortex XDR itself, or give the API key a role that may view rules.',
};
const DELETE: Offer = {
  what: 'delete IOCs',
  advice: 'Use !xdr-iocs-disable instead, or give the API key a role that may edit rules.',
};

/** How many IOCs a page of `get` may hold. */
export const MAX_PAGE_SIZE = 100;
const MAX_VALUES_PER_DELETE = 100;

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const iocObject = z
  .object({
    indicator: text,
    type: text,
    severity: text,
    reputation: text,
    reliability: text,
    status: text,
    source: text,
    comment: text,
    expiration_date: number,
    number_of_issues: number,
    modification_time: number,
    creation_time: number,
    rule_id: number,
  })
  .transform(
    ({
      expiration_date,
      number_of_issues,
      modification_time,
      creation_time,
      rule_id,
      ...said
    }): IocObject => ({
      ...said,
      expiration: expiration_date,
      hits: number_of_issues,
      modified: modification_time,
      created: creation_time,
      ruleId: rule_id,
    }),
  );
const pageReply = z.object({ objects: z.array(iocObject.catch({})) });
const deleteReply = z.object({ objects_count: z.number().int().nonnegative() });

/** How much of what matches is asked for. */
export interface Extent {
  /** How many IOCs; default all. */
  limit?: number;
  /** How many a page; default 100, which is also the most. */
  pageSize?: number;
}

/** Pages through the IOCs that match, in XDR's order; stops where XDR answers with a page that was there already. */
export async function* getIocs(
  ask: Ask,
  filters: readonly Filter[],
  { limit = Number.POSITIVE_INFINITY, pageSize = MAX_PAGE_SIZE }: Extent = {},
): AsyncGenerator<IocObject, void, undefined> {
  const seen = new Set<string>();
  let count = 0;
  while (count < limit) {
    const size = Math.min(pageSize, limit - count);
    const request = { filters, search_from: count, search_to: count + size, extended_view: true };
    const page = (await ask('get', request, pageReply, SHOW)).objects;
    const mark = markOf(page);
    if (seen.has(mark)) {
      return;
    }
    seen.add(mark);
    yield* page.slice(0, size);
    if (page.length < size) {
      return;
    }
    count += size;
  }
}

/** What a page is known by; a comment may be megabytes. */
function markOf(page: readonly IocObject[]): string {
  return createHash('sha256')
    .update(JSON.stringify([page[0], page.at(-1)]))
    .digest('base64');
}

/** Deletes IOCs by value. @returns how many there were */
export async function deleteIocs(ask: Ask, values: readonly string[]): Promise<number> {
  let deleted = 0;
  for (let start = 0; start < values.length; start += MAX_VALUES_PER_DELETE) {
    const value = values.slice(start, start + MAX_VALUES_PER_DELETE);
    const request = { filters: [{ field: 'indicator', operator: 'IN', value }] };
    deleted += (await ask('delete', request, deleteReply, DELETE)).objects_count;
  }
  return deleted;
}
