import type { Ioc } from '../../indicators/ioc.ts';
import { isRecord } from '../../indicators/json.ts';
import type { PackedIocs } from '../../indicators/packed-iocs.ts';
import type { Rejection } from '../../indicators/rejection.ts';
import { xdrType } from '../../indicators/types.ts';
import { LONGEST_VALUE, shorten } from '../../xsoar/markdown.ts';
import type { KnownRefusal, SyncState } from './state.ts';

/** What became of an indicator that was to be pushed, in the words of the glossary (`docs/architecture.md`). */
export type PushStatus = 'pushed' | 'refused' | 'rejected' | 'held back' | 'unknown';

/** An indicator, and why it did not reach XDR. Hostile text. */
export interface Refused {
  value: string;
  /** Empty where nothing kept it. */
  reason: string;
  /** XDR's type, where it is known. */
  type?: string | undefined;
  /** Why, in one word: what is counted together. */
  kind?: string | undefined;
  /** True where it has merely expired: it is not sent, and nothing is wrong. */
  expired?: boolean;
  status?: PushStatus | undefined;
}

/** An indicator that our mapping rejected, with its type where it has one. */
export function rejectedOf({ value, reason, kind, expired }: Rejection, x: unknown): Refused {
  const indicatorType = isRecord(x) ? x.indicator_type : undefined;
  const type = typeof indicatorType === 'string' ? xdrType(indicatorType) : undefined;
  return { value, reason, kind, expired, type };
}

/** How many of them are alike. */
export interface Group {
  status: PushStatus | undefined;
  type: string;
  kind: string;
  count: number;
}

/** How many are told one by one; all are counted. */
const MOST_DETAILS = 200;
/** How many the state keeps: the newest. */
const MOST_KEPT = 200;
/** How many groups are counted: types are foreign text. */
const MOST_GROUPS = 100;

/** What became of indicators: the first ones, shortened, and all of them counted, in memory that does not grow. */
export class Refusals {
  readonly details: Refused[] = [];
  readonly #onMore: (refused: Refused) => void;
  readonly #groups = new Map<string, Group>();
  #count = 0;
  #expired = 0;

  /** @param onMore gets, one by one, those that are too many to be kept */
  constructor(onMore: (refused: Refused) => void = () => undefined) {
    this.#onMore = onMore;
  }

  /** How many there are of each kind. */
  get groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  get count(): number {
    return this.#count;
  }

  /** How many of them have merely expired. */
  get expired(): number {
    return this.#expired;
  }

  add(refused: Refused, status = refused.status): void {
    this.#count += 1;
    this.#expired += refused.expired ? 1 : 0;
    const { type, kind, expired } = refused;
    this.#countGroup(status, type ?? '', kind ?? '');
    if (this.details.length < MOST_DETAILS) {
      this.details.push({
        value: shorten(refused.value, LONGEST_VALUE),
        reason: shorten(refused.reason),
        ...(type === undefined ? {} : { type: shorten(type) }),
        ...(status === undefined ? {} : { status }),
        ...(expired ? { expired: true } : {}),
      });
    } else {
      this.#onMore({ value: refused.value, reason: refused.reason, type, status });
    }
  }

  addAll(all: Iterable<Refused>, status?: PushStatus): void {
    for (const refused of all) {
      this.add(refused, status);
    }
  }

  /** How many of them became that. */
  countOf(status: PushStatus): number {
    return this.groups.reduce((sum, group) => sum + (group.status === status ? group.count : 0), 0);
  }

  #countGroup(status: PushStatus | undefined, type: string, kind: string): void {
    const isRoom = this.#groups.size < MOST_GROUPS;
    const known = (name: string): Group | undefined => this.#groups.get(`${status} ${kind} ${name}`);
    const named = known(type) !== undefined || isRoom ? shorten(type) : OTHER_TYPE;
    const group = known(named) ?? { status, type: named, kind, count: 0 };
    group.count += 1;
    this.#groups.set(`${status} ${kind} ${named}`, group);
  }
}

const OTHER_TYPE = 'other';

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
    const { type, status } = refusal;
    added.set(value, {
      value,
      reason: shorten(refusal.reason),
      since,
      times: times + 1,
      ...(type === undefined ? {} : { type: shorten(type) }),
      ...(status === 'refused' ? { byXdr: true } : {}),
    });
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
