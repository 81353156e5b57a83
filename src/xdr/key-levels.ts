import { XdrError } from '../errors.ts';
import type { KeyLevel } from './signing.ts';

/** Keeps what *Auto* found out, from one run to the next. Neither call may fail the request. */
export interface KeyLevelMemory {
  recall(): Promise<KeyLevel | undefined>;
  remember(level: KeyLevel): Promise<void>;
}

/**
 * Which kind of key the requests are signed with: the instance's setting, or with *Auto* the one that works
 * (Advanced first, on 401 Standard once).
 */
export class KeyLevels {
  readonly #setting: 'Auto' | KeyLevel;
  readonly #memory: KeyLevelMemory;
  #current: KeyLevel | undefined;

  constructor(setting: 'Auto' | KeyLevel, memory: KeyLevelMemory) {
    this.#setting = setting;
    this.#memory = memory;
    this.#current = setting === 'Auto' ? undefined : setting;
  }

  /**
   * Makes a request with the right kind of key, and once more with the other kind where *Auto* must find out.
   * @param probe asks whether the key is of a kind, so that a wrong setting can be told from a wrong key
   */
  async use<T>(
    request: (level: KeyLevel) => Promise<T>,
    probe: (level: KeyLevel) => Promise<boolean>,
  ): Promise<T> {
    const remembered = this.#current ?? (await this.#memory.recall());
    const level = remembered ?? 'Advanced';
    try {
      const reply = await request(level);
      await this.#learn(level, remembered);
      return reply;
    } catch (thrown) {
      if (!(thrown instanceof XdrError) || thrown.kind !== 'unauthorized') {
        throw thrown;
      }
      const other = otherLevel(level);
      if (this.#setting === 'Auto') {
        return await this.#useOther(other, request, thrown);
      }
      throw (await probe(other)) ? wrongKind(thrown, level, other) : thrown;
    }
  }

  async #useOther<T>(other: KeyLevel, request: (level: KeyLevel) => Promise<T>, first: XdrError): Promise<T> {
    try {
      const reply = await request(other);
      await this.#learn(other, undefined);
      return reply;
    } catch (thrown) {
      // Both kinds were refused: what XDR said of the first is what the user should read.
      throw thrown instanceof XdrError && thrown.kind === 'unauthorized' ? first : thrown;
    }
  }

  async #learn(level: KeyLevel, known: KeyLevel | undefined): Promise<void> {
    this.#current = level;
    if (this.#setting === 'Auto' && known !== level) {
      await this.#memory.remember(level);
    }
  }
}

function wrongKind(refused: XdrError, set: KeyLevel, actual: KeyLevel): XdrError {
  return new XdrError(
    'unauthorized',
    `The API key is of security level ${actual}, but the instance signs as ${set}.`,
    {
      advice: `Set 'API Key Security Level' to ${actual} (or Auto) in the instance's settings.`,
      status: 401,
      cause: refused,
    },
  );
}

/** The kind that a key is of when it is not of this one. */
function otherLevel(level: KeyLevel): KeyLevel {
  return level === 'Advanced' ? 'Standard' : 'Advanced';
}
