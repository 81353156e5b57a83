import * as z from 'zod';
import { HostError } from '../errors.ts';
import { TRY_AGAIN } from './host.ts';
import { IndicatorTexts } from './indicator-texts.ts';

/** A list of indicators, or one that is parsed only while it is gone through. */
export type Indicators = Iterable<unknown> & {
  readonly length: number;
  /** One of them; a negative index counts from the end. */
  at(index: number): unknown;
};

/** How many indicators there most likely are: known before they are gone through, where the number itself is not. */
export function likelyLength(indicators: Indicators): number {
  return indicators instanceof IndicatorTexts ? indicators.likelyLength : indicators.length;
}

/** One search answer. */
export interface Page {
  /** Indicators as XSOAR gave them; whoever reads one checks it. */
  indicators: Indicators;
  /** Where the next page begins, as XSOAR gave it; undefined for the last page where XSOAR gave no such place. */
  cursor: readonly unknown[] | undefined;
  /** How many indicators match the query in all. */
  total: number;
}

const answerShape = z.object({
  iocs: z.custom<Indicators>((value) => Array.isArray(value) || value instanceof IndicatorTexts).nullish(),
  total: z.number(),
  searchAfter: z.array(z.unknown()).nullish(),
});

/**
 * Reads a search answer.
 * @param isLast whether so many indicators are all that are left, of so many that match
 * @throws HostError when it is none: it is never taken for an empty one
 */
export function parsePage(answer: unknown, isLast: (count: number, total: number) => boolean): Page {
  const parsed = answerShape.safeParse(answer);
  if (!parsed.success) {
    throw new HostError('XSOAR answered a search for indicators without a list or a total.', {
      advice: TRY_AGAIN,
    });
  }
  const { iocs, total, searchAfter } = parsed.data;
  const indicators = iocs ?? [];
  const cursor = searchAfter?.length === 0 ? undefined : (searchAfter ?? undefined);
  if (cursor === undefined && indicators.length > 0 && !isLast(indicators.length, total)) {
    throw new HostError('XSOAR answered a search for indicators without saying where the next page begins.', {
      advice: 'The integration needs Cortex XSOAR 6.6 or later.',
    });
  }
  return { indicators, cursor, total };
}
