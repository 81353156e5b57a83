import { isRecord } from '../../src/indicators/json.ts';
import { reliabilityLetter } from '../../src/indicators/reliability.ts';

/** The reliability of a source that names none. */
export const LEAST = 'F';

/** What the sources of an indicator say together. */
export interface Opinion {
  score: number;
  reliability: string;
}

/**
 * The opinion that decides: that of the source with the best reliability, and among equals the worst score. A source
 * that says 0 has none. Undefined where no source has one: then the score stays what it was.
 */
export function decidingOpinion(moduleToFeedMap: unknown): Opinion | undefined {
  let best: (Opinion & { letter: string }) | undefined;
  for (const entry of isRecord(moduleToFeedMap) ? Object.values(moduleToFeedMap) : []) {
    if (!isRecord(entry) || typeof entry.score !== 'number' || entry.score === 0) {
      continue;
    }
    const letter = reliabilityLetter(entry.reliability) ?? LEAST;
    if (best === undefined || letter < best.letter || (letter === best.letter && entry.score > best.score)) {
      const reliability = typeof entry.reliability === 'string' ? entry.reliability : '';
      best = { score: entry.score, reliability, letter };
    }
  }
  return best === undefined ? undefined : { score: best.score, reliability: best.reliability };
}
