import { HostError } from '../errors.ts';
import { TRY_AGAIN } from './try-again.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * The indicators of a page, each still a piece of the page's JSON: one is parsed when it is its turn, and is garbage
 * when it is done with. A page parsed as a whole is some 100,000 objects that outlive a collection or two; that costs
 * more than parsing it.
 */
export class IndicatorTexts implements Iterable<unknown> {
  readonly length: number;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #ends: readonly number[];

  /**
   * @param start where the first one begins
   * @param ends where each of them ends: at its comma, the last one at the list's bracket
   */
  constructor(bytes: Buffer, start: number, ends: readonly number[]) {
    this.#bytes = bytes;
    this.#start = start;
    this.#ends = ends;
    this.length = ends.length;
  }

  /** Parses them one by one. @throws HostError where one is no JSON */
  *[Symbol.iterator](): Generator<unknown, void, undefined> {
    let start = this.#start;
    for (const end of this.#ends) {
      yield parse(this.#bytes.toString('utf8', start, end));
      start = end + 1;
    }
  }

  /** One of them; a negative index counts from the end. @throws HostError where it is no JSON */
  at(index: number): unknown {
    const number = index < 0 ? this.length + index : index;
    const end = this.#ends[number];
    const start = number === 0 ? this.#start : (this.#ends[number - 1] ?? 0) + 1;
    return end === undefined ? undefined : parse(this.#bytes.toString('utf8', start, end));
  }
}

/** Where the elements of a list end, from behind its opening bracket on; undefined where the list has no end. */
export function endsOfElements(bytes: Buffer, start: number): number[] | undefined {
  const ends: number[] = [];
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
    } else if (byte === COMMA && depth === 0) {
      ends.push(at);
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (depth === 0) {
        ends.push(at);
        return ends;
      }
      depth -= 1;
    }
  }
  return undefined;
}

/** Where the string that begins here has its closing quote. In UTF-8, no part of another character looks like one. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) {
    at += bytes[at] === BACKSLASH ? 2 : 1;
  }
  return at;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HostError('XSOAR sent an indicator that is not JSON.', { advice: TRY_AGAIN, cause });
  }
}
