import { shorten } from '../xsoar/markdown.ts';

/** An indicator that XDR does not hold, and why. Hostile text. */
export interface Refused {
  value: string;
  reason: string;
  /** True where it has merely expired: it is not sent, and nothing is wrong. */
  expired?: boolean;
}

/** How many refused indicators are told one by one; all are counted. */
const MOST_DETAILS = 200;

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
