import type { Filter, IocObject } from '../xdr/public-iocs.ts';
import type { Engine } from './engine.ts';
import { heldOf } from './held.ts';

/** Which of XDR's IOCs somebody wants to see. */
export interface Search {
  /** None: whatever the conditions find. */
  values: readonly string[];
  filters: readonly Filter[];
  /** A part of who made them; XDR cannot be asked for that. */
  source: string | undefined;
  /** Does not count for values that are named. */
  limit: number;
  pageSize: number;
}

/** Whether all were seen, or what ended the search before. */
export type SearchEnd = 'all' | 'limit' | 'most-pages' | 'out-of-time';

/** How many pages are looked at where the source is compared here. */
const MOST_PAGES = 50;

/**
 * Finds IOCs in XDR.
 * @returns each of them, or one of the named values where XDR holds none; at the end, why it ended
 * @throws XdrError of the kind 'not-offered' where the tenant does not show its IOCs
 */
export async function* findIocs(
  engine: Pick<Engine, 'xdr' | 'budget' | 'clock'>,
  search: Search,
): AsyncGenerator<IocObject | string, SearchEnd, undefined> {
  return search.values.length > 0 ? yield* byValue(engine, search) : yield* byConditions(engine, search);
}

async function* byValue(
  engine: Pick<Engine, 'xdr' | 'budget'>,
  { values, filters, source, pageSize }: Search,
): AsyncGenerator<IocObject | string, SearchEnd, undefined> {
  for await (const { found, missing } of heldOf(engine, values, filters, pageSize)) {
    yield* found.filter((ioc) => isFrom(ioc, source));
    // With conditions, a value that was not found may be there all the same.
    if (filters.length === 0) {
      yield* missing;
    }
    if (!engine.budget.hasTimeFor(0)) {
      return 'out-of-time';
    }
  }
  return 'all';
}

async function* byConditions(
  { xdr, budget }: Pick<Engine, 'xdr' | 'budget'>,
  { filters, source, limit, pageSize }: Search,
): AsyncGenerator<IocObject, SearchEnd, undefined> {
  // One more than is shown, to know whether there are more.
  const most = source === undefined ? limit + 1 : MOST_PAGES * pageSize + 1;
  let seen = 0;
  let shown = 0;
  for await (const ioc of xdr.getIocs(filters, { limit: most, pageSize })) {
    if (shown === limit) {
      return 'limit';
    }
    seen += 1;
    if (source !== undefined && seen === most) {
      return 'most-pages';
    }
    if (isFrom(ioc, source)) {
      shown += 1;
      yield ioc;
    }
    if (seen % pageSize === 0 && !budget.hasTimeFor(0)) {
      return 'out-of-time';
    }
  }
  return 'all';
}

function isFrom(ioc: IocObject, source: string | undefined): boolean {
  return source === undefined || (ioc.source ?? '').toLowerCase().includes(source.toLowerCase());
}
