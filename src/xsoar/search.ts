import { HostError } from '../errors.ts';
import { type Host, TRY_AGAIN } from './host.ts';
import { KEY_FIELDS } from './indicator-key.ts';
import { type Page, parsePage } from './page.ts';
import { PageReader, type Search, type Step } from './page-reader.ts';

/**
 * Reads all indicators that match, a page at a time, sorted by `modified`, then `id`. The end is an empty page, asked
 * for twice where XSOAR's total says that there is more: a server in trouble may answer with less than it has. Where
 * XSOAR gives all that is left without saying where a next page would begin, that is the end.
 *
 * An indicator that XSOAR cannot read is passed over: it comes as a page without indicators, so that the cursor moves.
 * @throws HostError when an answer is not one: it is never taken for an empty one
 */
export async function* searchPages(host: Host, search: Search): AsyncGenerator<Page, void, undefined> {
  const reader = new PageReader(host, search);
  let ahead: Promise<Step> | undefined;
  try {
    for (;;) {
      let { page, isEnd } = await (ahead ?? reader.next());
      if (isEnd && reader.passed < page.total) {
        ({ page, isEnd } = await reader.next());
      }
      if (isEnd) {
        expectAll(search, reader.passed, page.total);
        return;
      }
      const isLast = page.cursor === undefined;
      // XSOAR looks for the next page while this one is worked on; for one that is not there only when it is asked for.
      ahead = !isLast && reader.likelyPassed < page.total ? reader.next() : undefined;
      ahead?.catch(() => undefined);
      yield page;
      if (isLast) {
        return;
      }
    }
  } finally {
    // Whoever stops here may have other calls to make, and there is one at a time.
    await ahead?.catch(() => undefined);
  }
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
  let passed = 0;
  for await (const page of searchPages(host, search)) {
    for (const indicator of page.indicators) {
      found.push(indicator);
    }
    passed += Math.max(1, page.indicators.length);
    if (passed >= page.total) {
      break;
    }
  }
  return found;
}

/** How many indicators match a query. */
export async function countMatching(host: Host, query: string): Promise<number> {
  return parsePage(await host.searchIndicators({ query, size: 1, fields: KEY_FIELDS }), () => true).total;
}
