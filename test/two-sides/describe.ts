import type { TwoSidesReport } from './run-two-sides.ts';

/** How many seeds are named of each kind. */
const SEEDS_NAMED = 8;

/** What did not hold, by kind: how often, and after which sequences. */
export function describeReport({ sequences, failed }: TwoSidesReport): string {
  const kinds = new Map<string, number[]>();
  for (const { seed, breaches } of failed) {
    for (const kind of new Set(breaches.map((breach) => breach.kind))) {
      kinds.set(kind, [...(kinds.get(kind) ?? []), seed]);
    }
  }
  const lines = [...kinds]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([kind, seeds]) => `${String(seeds.length).padStart(6)}  ${kind} (${named(seeds)})`);
  return [`${sequences} sequences, ${failed.length} failed`, ...lines].join('\n');
}

function named(seeds: readonly number[]): string {
  const more = seeds.length > SEEDS_NAMED ? ', …' : '';
  return `seeds ${seeds.slice(0, SEEDS_NAMED).join(', ')}${more}`;
}
