import { HostError } from '../errors.ts';
import { attempt } from './attempt.ts';
import { MARKER_START } from './error-marker.ts';
import { type Host, TRY_AGAIN } from './host.ts';
import { describeKey, type IndicatorKey, KEY_FIELDS, keyOf } from './indicator-key.ts';
import { nextReadable } from './next-readable.ts';
import { type Indicators, likelyLength, type Page, parsePage } from './page.ts';

/** The most indicators that one search answer may hold. */
export const PAGE_SIZE = 4_000;

/** How much larger the next page is, behind a place where only small ones could be read. */
const GROWTH = 4;

/** An indicator that XSOAR cannot read, and that was passed over. */
export interface Unreadable extends IndicatorKey {
  /** The last one that was read before it; undefined where none was. */
  after: IndicatorKey | undefined;
  /** What XSOAR said. */
  reason: string;
}

export interface Search {
  query: string;
  /** Top-level keys of an indicator that are read. */
  fields: readonly string[];
  /** Where to begin; undefined for the first indicator. */
  from?: readonly unknown[] | undefined;
  /** Hears of each indicator that is passed over because XSOAR cannot read it. Without it, such a one is an error. */
  onUnreadable?: ((unreadable: Unreadable) => void) | undefined;
}

/** A page. An indicator that is passed over comes as an empty one, and so does the end. */
export interface Step {
  page: Page;
  isEnd: boolean;
}

/**
 * Reads the pages of one search. A page that XSOAR fails at is narrowed down until what it stumbles over stands alone.
 * After a first failure the next indicator is asked for alone: an outage is told by that. Then come halves.
 */
export class PageReader {
  readonly #host: Host;
  readonly #search: Search;
  #cursor: readonly unknown[] | undefined;
  #lastPage: Page | undefined;
  #size = PAGE_SIZE;
  /** Among so many next indicators is one that XSOAR cannot read; 0 where none is known. */
  #suspects = 0;
  /** How many indicators the search has passed before the pages in `#recent`. */
  #passedBefore = 0;
  readonly #recent: Indicators[] = [];

  constructor(host: Host, search: Search) {
    this.#host = host;
    this.#search = search;
    this.#cursor = search.from;
  }

  /** How many indicators the search has passed so far, read or not. It costs time while a page is not gone through yet. */
  get passed(): number {
    return this.#recent.reduce((sum, { length }) => sum + length, this.#passedBefore);
  }

  /** The same, most likely, and at once. */
  get likelyPassed(): number {
    return this.#recent.reduce((sum, indicators) => sum + likelyLength(indicators), this.#passedBefore);
  }

  /**
   * The next page; at the end an empty one that passes nothing.
   * @throws HostError when XSOAR reads nothing at all, or when what it cannot read cannot be passed over
   */
  async next(): Promise<Step> {
    let size = this.#suspects > 0 ? half(this.#suspects) : this.#size;
    let failure: HostError | undefined;
    for (;;) {
      const answer = await this.#ask(size, this.#search.fields);
      if (!(answer instanceof HostError)) {
        return this.#read(answer, size);
      }
      failure ??= answer;
      if (size === 1) {
        return await this.#passOver(failure);
      }
      const isFirst = this.#suspects === 0;
      this.#suspects = size;
      size = isFirst ? 1 : half(size);
    }
  }

  #read(answer: unknown, size: number): Step {
    const page = parsePage(answer, (count, total) => this.#isLast(count, total, size));
    if (this.#suspects === 0) {
      this.#size = Math.min(PAGE_SIZE, size * GROWTH);
    } else {
      this.#suspects = Math.max(0, this.#suspects - page.indicators.length);
      this.#size = 1;
    }
    if (likelyLength(page.indicators) === 0) {
      return { page, isEnd: true };
    }
    this.#goOn(page.cursor);
    this.#lastPage = page;
    this.#recent.push(page.indicators);
    // This one is asked for ahead, and the one before it may be under way; what came before these is gone through.
    for (const { length } of this.#recent.splice(0, this.#recent.length - 2)) {
      this.#passedBefore += length;
    }
    return { page, isEnd: false };
  }

  /** Behind a cursor it began at, a search cannot know how many are left; there, a short page is the last one. */
  #isLast(count: number, total: number, size: number): boolean {
    return count >= total - this.passed || (this.#search.from !== undefined && count < size);
  }

  #goOn(cursor: readonly unknown[] | undefined): void {
    if (cursor !== undefined && JSON.stringify(cursor) === JSON.stringify(this.#cursor)) {
      throw new HostError('XSOAR answered the same page of indicators twice.', { advice: TRY_AGAIN });
    }
    this.#cursor = cursor;
  }

  /** The last indicator that was read. */
  #last(): IndicatorKey | undefined {
    return this.#lastPage === undefined ? undefined : keyOf(this.#lastPage.indicators.at(-1));
  }

  /**
   * The next one cannot be read. It is to blame only where XSOAR answers its key and fails at the whole of it, twice in
   * turn: a server that fails now and then must not make us pass over what can be read.
   */
  async #passOver(failure: HostError): Promise<Step> {
    let key: unknown;
    let alone = failure;
    for (let round = 0; round < 2; round += 1) {
      key = await this.#ask(1, KEY_FIELDS);
      if (key instanceof HostError) {
        throw await this.#explain(failure);
      }
      const again = await this.#ask(1, this.#search.fields);
      if (!(again instanceof HostError)) {
        return this.#read(again, 1);
      }
      alone = again;
    }
    const page = parsePage(key, (count, total) => this.#isLast(count, total, 1));
    if (page.indicators.length === 0) {
      throw alone;
    }
    this.#report({ ...keyOf(page.indicators.at(0)), after: this.#last(), reason: alone.message });
    this.#suspects = 0;
    this.#size = 1;
    this.#goOn(page.cursor);
    this.#passedBefore += 1;
    return { page: { ...page, indicators: [] }, isEnd: false };
  }

  #report(unreadable: Unreadable): void {
    const { onUnreadable } = this.#search;
    if (onUnreadable === undefined) {
      throw new HostError(
        `XSOAR cannot read the indicator ${describeKey(unreadable)}: ${unreadable.reason}`,
        { advice: CORRECT_IT },
      );
    }
    onUnreadable(unreadable);
  }

  /** Not even the key can be read. What is said instead: between which indicators it lies. */
  async #explain(failure: HostError): Promise<HostError> {
    const found = await nextReadable(
      async (query) => await this.#ask(1, KEY_FIELDS, query),
      this.#search.query,
    );
    if (found === undefined) {
      return (await this.#isCursorRefused()) ? cursorRefused(failure) : failure;
    }
    const last = this.#last();
    const after = last === undefined ? 'where this search began' : describeKey(last);
    const before = found.before === undefined ? 'the end of the search' : describeKey(found.before);
    return new HostError(
      `XSOAR cannot read an indicator between ${after} and ${before}: ${failure.message}`,
      { advice: CORRECT_IT, cause: failure },
    );
  }

  /** Whether XSOAR answers the same search from its beginning, and fails at the place where it is to go on. */
  async #isCursorRefused(): Promise<boolean> {
    if (this.#cursor === undefined || this.#cursor !== this.#search.from) {
      return false;
    }
    const fromBeginning = await attempt(
      async () =>
        await this.#host.searchIndicators({ query: this.#search.query, size: 1, fields: KEY_FIELDS }),
    );
    return !(fromBeginning instanceof HostError) && (await this.#ask(1, KEY_FIELDS)) instanceof HostError;
  }

  async #ask(size: number, fields: readonly string[], query = this.#search.query): Promise<unknown> {
    const from = this.#cursor === undefined ? {} : { searchAfter: this.#cursor };
    return await attempt(async () => await this.#host.searchIndicators({ query, size, fields, ...from }));
  }
}

function cursorRefused(failure: HostError): HostError {
  return new HostError(
    `XSOAR does not go on where the last run stopped: another server gave this place, or this one was restored. ${failure.message}`,
    {
      advice:
        'Nothing was lost. Run !xdr-iocs-sync firstTime=true once: it syncs everything and begins anew.',
      cause: failure,
    },
  );
}

const CORRECT_IT = `Look there for a text that holds XSOAR's own error marker, which begins with ${MARKER_START}. The search goes on once that text is corrected, or the Sync Query leaves the indicator out.`;

function half(count: number): number {
  return Math.ceil(count / 2);
}
