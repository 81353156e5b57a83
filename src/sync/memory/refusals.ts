import type { Ioc } from '../../indicators/ioc.ts';
import type { PackedIocs } from '../../indicators/packed-iocs.ts';
import { shorten } from '../../xsoar/markdown.ts';
import type { KnownRefusal, SyncState } from './state.ts';

/** An indicator that XDR does not hold, and why. Hostile text. */
export interface Refused {
  value: string;
  reason: string;
  /** True where it has merely expired: it is not sent, and nothing is wrong. */
  expired?: boolean;
}

/** How many are told one by one; all are counted. */
const MOST_DETAILS = 200;
/** How many the state keeps: the newest. */
const MOST_KEPT = 200;

/** What did not get through: the first ones, shortened, and all of them counted, in memory that does not grow. */
export class Refusals {
  readonly details: Refused[] = [];
  readonly #onMore: (refused: Refused) => void;
  #count = 0;
  #expired = 0;

  /** @param onMore gets, one by one, those that are too many to be kept */
  constructor(onMore: (refused: Refused) => void = () => undefined) {
    this.#onMore = onMore;
  }

  get count(): number {
    return this.#count;
  }

  /** How many of them have merely expired. */
  get expired(): number {
    return this.#expired;
  }

  add(refused: Refused): void {
    this.#count += 1;
    this.#expired += refused.expired ? 1 : 0;
    if (this.details.length < MOST_DETAILS) {
      this.details.push({
        value: shorten(refused.value),
        reason: shorten(refused.reason),
        ...(refused.expired ? { expired: true } : {}),
      });
    } else {
      this.#onMore(refused);
    }
  }

  addAll(all: Iterable<Refused>): void {
    for (const refused of all) {
      this.add(refused);
    }
  }
}

/**
 * The list of refusals after a push: what was refused now stands at its end, what arrived has left it.
 * @param pushed what was sent, the refused ones included
 * @param now `YYYY-MM-DDTHH:MM:SSZ`
 */
export function recordPush<State extends Pick<SyncState, 'refused' | 'refusedInAll'>>(
  state: State,
  pushed: PackedIocs | readonly Ioc[],
  refused: readonly Refused[],
  now: string,
): State {
  const { refused: list } = state;
  const failed = refused.filter(({ expired }) => !expired);
  if (list.length === 0 && failed.length === 0) {
    return state;
  }
  const known = new Map(list.map((entry) => [entry.value, entry]));
  const sent = new Set(known.size === 0 ? [] : [...pushed].map(({ indicator }) => shorten(indicator)));
  const added = new Map<string, KnownRefusal>();
  for (const refusal of failed.slice(-MOST_KEPT)) {
    const value = shorten(refusal.value);
    const { since, times } = known.get(value) ?? { since: now, times: 0 };
    added.set(value, { value, reason: shorten(refusal.reason), since, times: times + 1 });
  }
  const kept = list.filter(({ value }) => !sent.has(value) && !added.has(value));
  if (kept.length === list.length && added.size === 0) {
    return state;
  }
  const fresh = failed.filter(({ value }) => !known.has(shorten(value))).length;
  return {
    ...state,
    refused: [...kept, ...added.values()].slice(-MOST_KEPT),
    refusedInAll: state.refusedInAll + fresh,
  };
}
