import { HostError } from '../errors.ts';
import { type IndicatorKey, keyOf } from './indicator-key.ts';
import { parsePage } from './page.ts';

/** In seconds since the epoch: the year 2106. Nothing was modified later, and 32 searches halve the time before it. */
const END_OF_TIME = 2 ** 32;

/** Answers a search for one indicator behind the place where the search stands, or how it failed. */
type Ask = (query: string) => Promise<unknown>;

/**
 * The first indicator behind the place where a search stands that XSOAR can read, found by halving the time in which it
 * was modified: at most 34 searches.
 * @returns undefined as `before` where none is left; undefined where the place is not to blame: XSOAR fails at a
 *   question that no indicator answers, or at nothing any more
 */
export async function nextReadable(
  ask: Ask,
  query: string,
): Promise<{ before: IndicatorKey | undefined } | undefined> {
  const modifiedFrom = async (seconds: number): Promise<unknown> =>
    await ask(`modified:>=${new Date(seconds * 1000).toISOString().slice(0, 19)}Z and (${query})`);
  if (
    (await modifiedFrom(END_OF_TIME)) instanceof HostError ||
    !((await modifiedFrom(0)) instanceof HostError)
  ) {
    return undefined;
  }
  let before: IndicatorKey | undefined;
  let fails = 0;
  let answers = END_OF_TIME;
  while (answers - fails > 1) {
    const middle = Math.floor((fails + answers) / 2);
    const answer = await modifiedFrom(middle);
    if (answer instanceof HostError) {
      fails = middle;
    } else {
      answers = middle;
      const { indicators } = parsePage(answer, () => true);
      before = indicators.length === 0 ? before : keyOf(indicators.at(0));
    }
  }
  return { before };
}
