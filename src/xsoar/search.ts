import * as z from 'zod';
import { HostError } from '../errors.ts';
import type { Host } from './host.ts';
import { IndicatorTexts } from './indicator-texts.ts';

/** The most indicators that one search answer may hold. */
export const PAGE_SIZE = 4_000;

/** A list of indicators, or one that is parsed only while it is gone through. */
export type Indicators = Iterable<unknown> & { readonly length: number };

/** One search answer. */
export interface Page {
  /** Indicators as XSOAR gave them; whoever reads one checks it. */
  indicators: Indicators;
  /** Where the next page begins, as XSOAR gave it. */
  cursor: readonly unknown[];
  /** How many indicators match the query in all. */
  total: number;
}

export interface Search {
  query: string;
  /** Top-level keys of an indicator that are read. */
  fields: readonly string[];
  /** Where to begin; undefined for the first indicator. */
  from?: readonly unknown[] | undefined;
}

const answerShape = z.object({
  iocs: z.custom<Indicators>((value) => Array.isArray(value) || value instanceof IndicatorTexts).nullish(),
  total: z.number(),
  searchAfter: z.array(z.unknown()).nullish(),
});

/**
 * Reads all indicators that match, a page at a time, sorted by `modified`, then `id`. The end is an empty page, asked
 * for twice where XSOAR's total says that there is more: a server in trouble may answer with less than it has.
 * @throws HostError when an answer is not one: it is never taken for an empty one
 */
export async function* searchPages(host: Host, search: Search): AsyncGenerator<Page, void, undefined> {
  let cursor = search.from;
  let seen = 0;
  let ahead: Promise<Page> | undefined;
  try {
    for (;;) {
      let page = await (ahead ?? searchOnce(host, search, cursor));
      if (isEarlyEnd(page, seen)) {
        page = await searchOnce(host, search, cursor);
      }
      if (page.indicators.length === 0) {
        expectAll(search, seen, page.total);
        return;
      }
      if (JSON.stringify(page.cursor) === JSON.stringify(cursor)) {
        throw new HostError('XSOAR answered the same page of indicators twice.', { advice: TRY_AGAIN });
      }
      seen += page.indicators.length;
      cursor = page.cursor;
      // XSOAR looks for the next page while this one is worked on; for one that is not there only when it is asked for.
      ahead = seen < page.total ? searchOnce(host, search, cursor) : undefined;
      ahead?.catch(() => undefined);
      yield page;
    }
  } finally {
    // Whoever stops here may have other calls to make, and there is one at a time.
    await ahead?.catch(() => undefined);
  }
}

function isEarlyEnd({ indicators, total }: Page, seen: number): boolean {
  return indicators.length === 0 && seen < total;
}

/** A search from a cursor on cannot know how many lie before it; whatever it leaves out, the next one finds. */
function expectAll({ from }: Search, seen: number, total: number): void {
  if (from === undefined && seen < total) {
    throw new HostError(`XSOAR has ${total} indicators that match, but gave only ${seen}.`, {
      advice: TRY_AGAIN,
    });
  }
}

/** Reads the indicators that match a query for few: stops as soon as all that match have been seen. */
export async function searchAll(host: Host, search: Search): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const page of searchPages(host, search)) {
    for (const indicator of page.indicators) {
      found.push(indicator);
    }
    if (found.length >= page.total) {
      break;
    }
  }
  return found;
}

const TRY_AGAIN = 'The XSOAR server may be in trouble. Nothing was lost: the next run goes on from here.';

async function searchOnce(host: Host, search: Search, from: readonly unknown[] | undefined): Promise<Page> {
  const answer = await host.searchIndicators({
    query: search.query,
    size: PAGE_SIZE,
    fields: search.fields,
    ...(from === undefined ? {} : { searchAfter: from }),
  });
  const parsed = answerShape.safeParse(answer);
  if (!parsed.success) {
    throw new HostError('XSOAR answered a search for indicators without a list or a total.', {
      advice: TRY_AGAIN,
    });
  }
  const indicators = parsed.data.iocs ?? [];
  const cursor = parsed.data.searchAfter ?? [];
  if (indicators.length > 0 && cursor.length === 0) {
    throw new HostError('XSOAR answered a search for indicators without saying where the next page begins.', {
      advice: 'The integration needs Cortex XSOAR 6.6 or later.',
    });
  }
  return { indicators, cursor, total: parsed.data.total };
}
