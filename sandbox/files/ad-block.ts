import { type Item, leaveOut } from './found.ts';
import type { LineList } from './line-list.ts';
import * as because from './reasons.ts';
import { readKind } from './typed.ts';

/** `||name^` and its options. */
const RULE = /^\|\|([^\s/^$*|]{1,255})\^?(?:\$(\S{1,1000}))?$/;
/** Options that do not say: only here, or only for some. */
const WHOLE = /^(?:all|important|doc|document|popup|third-party|3p)$/;
const OF_LIST = /^\s*(?:@@\|?|\|\|[^\s|]|\[Adblock)|^[\w.,*~-]{0,1000}#[@?$]?#\S/i;

/** A list of an ad blocker: `||name^` blocks a name. */
export const adBlock: LineList = {
  name: 'a list of an ad blocker',
  isLine: (line) => OF_LIST.test(line),
  readLine: (line) => {
    const text = line.trim();
    if (text.startsWith('[')) {
      return [];
    }
    return [text.startsWith('@@') ? leaveOut(text, because.EXCEPTION) : readRule(text)];
  },
};

function readRule(text: string): Item {
  const [, name, options] = RULE.exec(text) ?? [];
  if (name === undefined) {
    // AdGuard's lists hold plain names, too.
    return /^[\w.-]{1,255}$/.test(text) ? readKind('domain', text) : leaveOut(text, because.PARTIAL);
  }
  const isWhole = (options ?? 'all').split(',').every((option) => WHOLE.test(option));
  return isWhole ? readKind('domain', name) : leaveOut(text, because.PARTIAL);
}
