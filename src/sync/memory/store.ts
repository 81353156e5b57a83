import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import { HostError, messageOf, StateError } from '../../errors.ts';
import type { Host } from '../../xsoar/host.ts';
import { parseState, type SyncState, serialiseState } from './state.ts';

/** How often a write is tried: a conflict with another writer, or a hiccup of the server, passes. */
const WRITE_ATTEMPTS = 5;
const WRITE_DELAY_MS = 200;

const answerShape = z.object({ context: z.unknown(), version: z.unknown() });

/** How far a push has come: what one run must not change under another's feet. */
export type PushPlace = Pick<SyncState, 'pushStart' | 'pushCursor' | 'inFirstSync'>;

/** Another run has moved the push cursor: this one must not go on. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** The sync state in the integration context. Every write is versioned and goes through to the database. */
export class StateStore {
  readonly #host: Host;
  readonly #clock: Clock;
  /** What a dry run would have written; undefined before it has read anything. */
  #pretended: SyncState | undefined;
  #isPretending = false;

  constructor(host: Host, clock: Clock) {
    this.#host = host;
    this.#clock = clock;
  }

  /** @throws StateError when the context cannot be understood */
  async read(): Promise<SyncState> {
    if (this.#isPretending) {
      this.#pretended ??= (await this.#readVersioned()).state;
      return this.#pretended;
    }
    return (await this.#readVersioned()).state;
  }

  /** From here on nothing is written: a dry run reads what it would have written. */
  pretend(): void {
    this.#isPretending = true;
  }

  /**
   * Changes the state: reads it, applies the change, writes it, and starts over when another writer was faster.
   * @param change must be right for whatever state it is given
   * @returns the state as it was stored
   * @throws HostError when XSOAR does not take it
   */
  async update(change: (state: SyncState) => SyncState): Promise<SyncState> {
    if (this.#isPretending) {
      this.#pretended = change(await this.read());
      return this.#pretended;
    }
    let cause: unknown;
    for (let attempt = 1; attempt <= WRITE_ATTEMPTS; attempt += 1) {
      try {
        const { state, version } = await this.#readVersioned();
        const next = change(state);
        if (next !== state) {
          await this.#host.writeContext(serialiseState(next), version);
        }
        return next;
      } catch (thrown) {
        if (thrown instanceof StateError || thrown instanceof Overtaken) {
          throw thrown;
        }
        cause = thrown;
        await this.#clock.sleep(WRITE_DELAY_MS * attempt);
      }
    }
    throw new HostError(`XSOAR did not store the sync state: ${messageOf(cause)}`, {
      advice: 'Nothing was lost: the next run goes on from the last stored state.',
      cause,
    });
  }

  /**
   * Moves the push on, if nobody else has moved it since this run last saw it. Cursors are not compared: which of two
   * is further, only XSOAR knows.
   * @param seen how far the push was when this run last looked
   * @param next how far it is now
   * @param more what else changes with it
   * @throws Overtaken when another run has moved it meanwhile
   */
  async movePush(
    seen: PushPlace,
    next: PushPlace,
    more: (state: SyncState) => SyncState = (state) => state,
  ): Promise<SyncState> {
    return await this.update((state) => {
      // What this run stored itself, with an answer that was lost, is no other run's.
      if (!isSamePlace(state, seen) && !isSamePlace(state, next)) {
        throw new Overtaken('Another run has moved the push cursor.');
      }
      return { ...more(state), ...placeOf(next) };
    });
  }

  async #readVersioned(): Promise<{ state: SyncState; version: unknown }> {
    const answer = answerShape.safeParse(await this.#host.readContext());
    if (!answer.success) {
      throw new HostError('XSOAR did not answer with an integration context.', {
        advice: 'The XSOAR server may be in trouble. Nothing was changed; the next run tries again.',
      });
    }
    return { state: parseState(answer.data.context), version: answer.data.version };
  }
}

/** How far the push of a state is. */
export function placeOf({ pushStart, pushCursor, inFirstSync }: PushPlace): PushPlace {
  return { pushStart, pushCursor, inFirstSync };
}

function isSamePlace(one: PushPlace, other: PushPlace): boolean {
  return JSON.stringify(placeOf(one)) === JSON.stringify(placeOf(other));
}
