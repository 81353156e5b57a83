import { refang } from '../indicators/defanged.ts';
import { type GivenList, LONGEST_VALUE, type Part } from './read-list.ts';

/** Says how XSOAR spells those of these values that it holds; what it does not hold is missing in the answer. */
export type SpellingsOf = (values: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Into how many parts the separators in one value may split it. */
const MOST_PARTS = 16;
/** How many values XSOAR is asked for: where a list holds more doubts, the last ones are read as they look. */
const MOST_ASKED = 2_000;

/** A separator may belong to a value that holds one of these. */
const HAS_PATH = /[/\\?]/;
const IS_NETWORK = /^\s*[\d.]+\/\d+\s*$/;
const BEGINS_ANEW = /^\s*(?:h\S{2}ps?|ftp|file)\S{0,2}:/i;

/** Parts that may be one value: the separators between them belong to it. */
interface Join {
  text: string;
  /** The last of them, by its place. */
  last: number;
}

/**
 * The values of a list argument, in order, each once. XSOAR decides what the text alone does not: a URL may hold a comma
 * or a semicolon, and a value may stand in XSOAR as it is written where nobody should click on it. XSOAR is asked once,
 * and only where there is such a doubt.
 */
export async function settleList(given: GivenList, spellingsOf: SpellingsOf): Promise<string[]> {
  const { parts } = given;
  const joins = joinsOf(given);
  const doubts = [...joins.values()].flat().map(({ text }) => text);
  doubts.push(...parts.map(({ text }) => text.trim()).filter((text) => refang(text) !== text));
  const asked = new Set(doubts.slice(0, MOST_ASKED).flatMap((text) => [text, refang(text)]));
  const known = asked.size === 0 ? new Map<string, string>() : await spellingsOf([...asked]);
  const held = (text: string): string | undefined => known.get(text) ?? known.get(refang(text));

  const values: string[] = [];
  for (let place = 0; place < parts.length; place += 1) {
    const join = joins.get(place)?.find(({ text }) => held(text) !== undefined);
    const text = join?.text ?? parts[place]?.text.trim() ?? '';
    values.push(held(text) ?? refang(text));
    place = join?.last ?? place;
  }
  return [...new Set(values.filter((value) => value !== ''))];
}

/** What may be one value, by the place of its first part; the longest first. */
function joinsOf({ parts, text }: GivenList): Map<number, Join[]> {
  const joins = new Map<number, Join[]>();
  const hasPath = parts.some(mayGoOn);
  parts.forEach((first, place) => {
    const found: Join[] = [];
    for (
      let last = place + 1;
      mayGoOn(first) && last < Math.min(parts.length, place + MOST_PARTS);
      last += 1
    ) {
      const joined = joinedText(text, first, parts[last]);
      if (joined === undefined || BEGINS_ANEW.test(parts[last]?.text ?? '')) {
        break;
      }
      found.unshift({ text: joined, last });
    }
    joins.set(place, found);
  });
  // All of it may be one value, too, even where a part of it looks like a new one, or nothing follows a separator.
  const isOneLine = text.length <= LONGEST_VALUE && !/[\r\n]/.test(text);
  if (hasPath && isOneLine && text !== parts[0]?.text) {
    joins.get(0)?.unshift({ text, last: parts.length - 1 });
  }
  return joins;
}

function mayGoOn({ at, text }: Part): boolean {
  return at !== undefined && HAS_PATH.test(text) && !IS_NETWORK.test(text);
}

/** What stands from one part to another; undefined where that is no value. */
function joinedText(text: string, first: Part, last: Part | undefined): string | undefined {
  if (first.at === undefined || last?.at === undefined) {
    return undefined;
  }
  const end = last.at + last.text.length;
  const joined = text.slice(first.at, end).trim();
  return joined.length > LONGEST_VALUE || /[\r\n]/.test(joined) ? undefined : joined;
}
