import { isRecord, own } from '../../src/indicators/json.ts';
import { reliabilityLetter } from '../../src/indicators/reliability.ts';
import { listOf, recordOf } from './loose.ts';
import type { Said, Source } from './merge.ts';

type Known = Readonly<Record<string, unknown>>;

/** A reliability's letter, A to F; the least where it names none. */
export function letterOf(reliability: unknown): string {
  return reliabilityLetter(reliability) ?? 'F';
}

/** The source's entry among the sources, and the score that they give together. */
export function mergedSources(said: Said, known: Known, source: Source): Record<string, unknown> {
  const { value, type, rawJSON = { value, type } } = said;
  const { brand, instance, reliability, now } = source;
  const feeds = recordOf(known.moduleToFeedMap);
  const score = said.score ?? recordOf(own(feeds, instance)).score;
  if (typeof score !== 'number') {
    return {};
  }
  const entry = {
    reliability,
    score,
    sourceBrand: brand,
    sourceInstance: instance,
    value,
    type,
    fetchTime: now,
    rawJSON,
  };
  const after = { ...feeds, [instance]: entry };
  return {
    ...(said.score === undefined || known.manualScore === true ? {} : mergedScore(after, known, reliability)),
    moduleToFeedMap: after,
    sourceBrands: union(known.sourceBrands, brand),
    sourceInstances: union(known.sourceInstances, instance),
  };
}

/**
 * The opinion that decides: that of the source with the best reliability, and among equals the worst score. A source
 * that says 0 has none. Where no source has one, the score stays what it was.
 */
function mergedScore(feeds: object, known: Known, reliability: string): Record<string, unknown> {
  let best: { score: number; letter: string; reliability: unknown } | undefined;
  for (const entry of Object.values(feeds)) {
    if (!isRecord(entry) || typeof entry.score !== 'number' || entry.score === 0) {
      continue;
    }
    const letter = letterOf(entry.reliability);
    if (best === undefined || letter < best.letter || (letter === best.letter && entry.score > best.score)) {
      best = { score: entry.score, letter, reliability: entry.reliability };
    }
  }
  if (best === undefined) {
    return { score: known.score ?? 0, aggregatedReliability: known.aggregatedReliability ?? reliability };
  }
  const { score, reliability: its } = best;
  return { score, aggregatedReliability: typeof its === 'string' ? its : '' };
}

function union(known: unknown, given: string): unknown[] {
  return [...new Set([...listOf(known).filter((item) => typeof item === 'string' && item !== ''), given])];
}
