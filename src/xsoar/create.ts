import { HostError } from '../errors.ts';
import type { NewIndicator } from '../indicators/new-indicator.ts';
import { attempt } from './attempt.ts';
import type { Host } from './host.ts';

/** The most indicators that one call may create. */
export const MAX_CREATED_PER_CALL = 2_000;

/** How many more failures than it takes to find one indicator are borne while XSOAR takes none. */
const PATIENCE = 8;

/** An indicator that XSOAR does not take, even alone. */
export interface NotCreated {
  indicator: NewIndicator;
  /** What XSOAR said. */
  reason: string;
}

export interface Creation {
  /** How many XSOAR took. */
  created: number;
  refused: NotCreated[];
}

/**
 * Creates or updates indicators, at most 2,000 a call. What XSOAR does not take together is given to it in halves, until
 * what it stumbles over stands alone: among n, one is found with at most 2·log2(n) calls, and judged with two more.
 *
 * An outage looks alike at first. So nothing is blamed unless XSOAR takes another one right before; where it takes none,
 * it is XSOAR that fails.
 * @param indicators each value and type once: the order in which they are created is not kept
 * @param canGoOn asked after each failure: whether the run's time allows for more
 * @throws HostError the first failure where it is XSOAR that fails, or the time is over; creating again is harmless
 */
export async function createIndicators(
  host: Host,
  indicators: readonly NewIndicator[],
  canGoOn: () => boolean,
): Promise<Creation> {
  const halving = new Halving(host, canGoOn);
  for (let start = 0; start < indicators.length; start += MAX_CREATED_PER_CALL) {
    await halving.create(indicators.slice(start, start + MAX_CREATED_PER_CALL));
  }
  return halving.end();
}

interface Accused {
  indicator: NewIndicator;
  failure: HostError;
}

class Halving {
  readonly #host: Host;
  readonly #canGoOn: () => boolean;
  readonly #creation: Creation = { created: 0, refused: [] };
  /** What failed alone, while XSOAR has not taken any. */
  #accused: Accused[] = [];
  /** One that XSOAR took. */
  #taken: NewIndicator | undefined;
  #firstFailure: HostError | undefined;
  #failures = 0;

  constructor(host: Host, canGoOn: () => boolean) {
    this.#host = host;
    this.#canGoOn = canGoOn;
  }

  async create(chunk: readonly NewIndicator[]): Promise<void> {
    const patience = 2 * Math.ceil(Math.log2(chunk.length)) + PATIENCE;
    const waiting = [chunk];
    // Where one stands accused and none was taken, others like it may follow: the parts far from it come next.
    const next = () => (this.#accused.length > 0 ? waiting.shift() : waiting.pop());
    for (let part = next(); part !== undefined; part = next()) {
      const failure = await this.#give(part);
      if (failure === undefined) {
        this.#creation.created += part.length;
        this.#taken ??= part[0];
      } else {
        this.#expectPatience(failure, patience);
        waiting.push(...halvesOf(part));
        this.#accuseLone(part, failure);
      }
      await this.#judge();
    }
  }

  /** @throws HostError where XSOAR took none */
  end(): Creation {
    if (this.#accused.length > 0 && this.#firstFailure !== undefined) {
      throw this.#firstFailure;
    }
    return this.#creation;
  }

  async #give(part: readonly NewIndicator[]): Promise<HostError | undefined> {
    const answer = await attempt(async () => await this.#host.createIndicators(part));
    return answer instanceof HostError ? answer : undefined;
  }

  #expectPatience(failure: HostError, patience: number): void {
    this.#firstFailure ??= failure;
    this.#failures += 1;
    if (!this.#canGoOn()) {
      throw failure;
    }
    if (this.#taken === undefined && this.#failures > patience) {
      throw this.#firstFailure;
    }
  }

  #accuseLone([indicator, another]: readonly NewIndicator[], failure: HostError): void {
    if (indicator !== undefined && another === undefined) {
      this.#accused.push({ indicator, failure });
    }
  }

  /** Tries once more what failed alone: it is to blame only where XSOAR takes another one right before. */
  async #judge(): Promise<void> {
    if (this.#taken === undefined) {
      return;
    }
    for (const { indicator, failure } of this.#accused.splice(0)) {
      if ((await this.#give([this.#taken])) !== undefined) {
        throw failure;
      }
      const again = await this.#give([indicator]);
      if (again === undefined) {
        this.#creation.created += 1;
      } else {
        this.#creation.refused.push({ indicator, reason: again.message });
      }
    }
  }
}

/** The second half lies at the bottom: a stack hands them out in order. A single one has no halves. */
function halvesOf(part: readonly NewIndicator[]): (readonly NewIndicator[])[] {
  const middle = part.length >> 1;
  return part.length < 2 ? [] : [part.slice(middle), part.slice(0, middle)];
}
