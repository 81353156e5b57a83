import type { Ioc } from '../indicators/ioc.ts';
import type { PackedIocs } from '../indicators/packed-iocs.ts';
import { shorten } from '../xsoar/markdown.ts';
import type { Refused } from './refusals.ts';

/** An indicator that did not reach XDR the last time it was sent. Hostile text, of bounded length. */
export interface KnownRefusal {
  value: string;
  reason: string;
  /** When it was refused first; `YYYY-MM-DDTHH:MM:SSZ`. */
  since: string;
  /** How often it was refused. */
  times: number;
}

/** How many the state keeps: the newest. */
const MOST = 200;

/**
 * The list of refusals after a push: what was refused now stands at its end, what arrived has left it.
 * @param pushed what was sent, the refused ones included
 * @param now `YYYY-MM-DDTHH:MM:SSZ`
 * @returns the same list where nothing changes
 */
export function recordPush(
  list: readonly KnownRefusal[],
  pushed: PackedIocs | readonly Ioc[],
  refused: readonly Refused[],
  now: string,
): readonly KnownRefusal[] {
  const failed = refused.filter(({ expired }) => !expired).slice(-MOST);
  if (list.length === 0 && failed.length === 0) {
    return list;
  }
  const known = new Map(list.map((entry) => [entry.value, entry]));
  const sent = new Set(known.size === 0 ? [] : [...pushed].map(({ indicator }) => shorten(indicator)));
  const added = new Map<string, KnownRefusal>();
  for (const refusal of failed) {
    const value = shorten(refusal.value);
    const { since, times } = known.get(value) ?? { since: now, times: 0 };
    added.set(value, { value, reason: shorten(refusal.reason), since, times: times + 1 });
  }
  const kept = list.filter(({ value }) => !sent.has(value) && !added.has(value));
  return kept.length === list.length && added.size === 0 ? list : [...kept, ...added.values()].slice(-MOST);
}
