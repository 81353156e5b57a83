import { HostError } from '../errors.ts';
import { elementsOf, endOfElement } from './element-ends.ts';
import { TRY_AGAIN } from './host.ts';
import { findJoints, type Joints } from './joints.ts';

const COMMA = 0x2c;
/** After so many likely ends of a page that were none, the others are not tried any more. */
const MOST_MISTAKES = 8;

/**
 * The indicators of a page, each still a piece of the page's JSON: one is parsed when it is its turn, and is garbage
 * when it is done with. A page parsed as a whole is some 100,000 objects that outlive a collection or two; that costs
 * more than parsing it.
 *
 * Where one ends is guessed and then proved: an object's text is never the beginning of another one's, so a piece up to
 * a closing brace that can be parsed is the indicator. Where it cannot, the bytes are gone through.
 */
export class IndicatorTexts implements Iterable<unknown> {
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #giveBack: (bytes: Buffer) => void;
  readonly #joints: Joints;
  #length: number | undefined;
  #last: unknown;
  #isGone = false;

  /**
   * @param start where the first one begins, in a list that has an end
   * @param giveBack called when all have been gone through: then the bytes are not needed any more
   */
  constructor(bytes: Buffer, start: number, giveBack: (bytes: Buffer) => void = () => undefined) {
    this.#bytes = bytes;
    this.#start = start;
    this.#giveBack = giveBack;
    this.#joints = findJoints(bytes, start);
  }

  /** How many there are. Before they have been gone through, that costs as much as finding where each of them ends. */
  get length(): number {
    this.#length ??= elementsOf(this.#bytes, this.#start)?.count ?? 0;
    return this.#length;
  }

  /** How many there most likely are: known before they are gone through. */
  get likelyLength(): number {
    const found = this.#joints.ends.length;
    return found === 0 ? this.length : (this.#length ?? found + 1);
  }

  /** Parses them one by one. This can be done once. @throws HostError where one is no JSON */
  *[Symbol.iterator](): Generator<unknown, void, undefined> {
    this.#expectBytes();
    const bytes = this.#bytes;
    const { ends, gap } = this.#joints;
    let start = this.#start;
    let joint = 0;
    let mistakes = 0;
    for (let count = 1; ; count += 1) {
      while ((ends[joint] ?? bytes.length) <= start) {
        joint += 1;
      }
      const likely = mistakes < MOST_MISTAKES ? ends[joint] : undefined;
      const guessed = likely === undefined ? undefined : tryToParse(bytes, start, likely);
      if (likely !== undefined && guessed !== undefined) {
        yield guessed;
        start = likely + gap;
        continue;
      }
      mistakes += likely === undefined ? 0 : 1;
      const end = endOfElement(bytes, start) ?? bytes.length;
      const value = parse(bytes, start, end);
      if (bytes[end] !== COMMA) {
        this.#length = count;
        this.#last = value;
        break;
      }
      yield value;
      start = end + 1;
    }
    yield this.#last;
    this.#isGone = true;
    this.#giveBack(bytes);
  }

  /**
   * One of them, found byte by byte; a negative index counts from the end. Once they have been gone through, only the
   * last one is at hand.
   * @throws HostError where it is no JSON
   */
  at(index: number): unknown {
    const place = index < 0 ? this.length + index : index;
    if (this.#isGone && place === this.length - 1) {
      return this.#last;
    }
    this.#expectBytes();
    let start = this.#start;
    for (let left = place; left >= 0; left -= 1) {
      const end = endOfElement(this.#bytes, start) ?? this.#bytes.length;
      if (left === 0) {
        return parse(this.#bytes, start, end);
      }
      if (this.#bytes[end] !== COMMA) {
        return undefined;
      }
      start = end + 1;
    }
    return undefined;
  }

  /**
   * The last indicator, where the list may end at a bracket: it can be parsed up to there, so the bracket stands outside
   * of strings, and not within an indicator. Undefined where it cannot.
   */
  lastUpTo(end: number): unknown {
    const { ends, gap } = this.#joints;
    const last = ends.findLast((joint) => joint < end);
    return tryToParse(this.#bytes, last === undefined ? this.#start : last + gap, end);
  }

  #expectBytes(): void {
    if (this.#isGone) {
      throw new Error('The indicators of a page can be gone through once.');
    }
  }
}

/** Undefined where it is no JSON. */
function tryToParse(bytes: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(bytes.toString('utf8', start, end));
  } catch {
    return undefined;
  }
}

function parse(bytes: Buffer, start: number, end: number): unknown {
  const value = tryToParse(bytes, start, end);
  if (value === undefined) {
    throw new HostError('XSOAR sent an indicator that is not JSON.', { advice: TRY_AGAIN });
  }
  return value;
}
