import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { commentIn, custom, partsOf } from './fields.ts';
import { isLink } from './held.ts';
import { OWN_TAG, type Settings, textFields } from './settings.ts';

/** What a comment may be made of: what people wrote in XDR, and what XDR holds. */
export interface Material {
  readonly writes: readonly string[];
  readonly held: readonly string[];
}

/** Of a joined comment, and of one that carries the link, a part is written. */
export function isPartOf(text: string, comment: string): boolean {
  const parts = textsOf(comment);
  // "Empty where `sent(x)` has one: a person took it out": then a fixed text is written.
  return parts.length === 0 || partsOf(text).every((part) => parts.includes(part));
}

/** Whether XSOAR made this comment of such material, and of what grows by itself. */
export function isGrown(
  text: string,
  before: StoredIndicator,
  { writes, held }: Material,
  settings: Settings,
): boolean {
  const [first = 'comments'] = textFields(settings);
  // "Tags and multi-selects only grow" (rule 2), and so does a field that became a list.
  const isList = first === 'tags' || Array.isArray(custom(before, first));
  // "The instance's tag and TLP are written only along with a field" (rule 1): of which the comment may be the tags.
  const grown = isList ? [...partsOf(commentIn(before, first)), ...(first === 'tags' ? [OWN_TAG] : [])] : [];
  const isMadeOf = (parts: readonly string[]): boolean =>
    partsOf(text).every((part) => parts.includes(part) || grown.includes(part));
  // `comments` cannot be emptied: one fixed text says that the comment was taken out.
  const isTakenOut = writes.includes('');
  const given = [...writes, ...(isList ? held : [])];
  return isTakenOut || (isList && isMadeOf([])) || given.some((one) => isMadeOf(textsOf(one)));
}

function textsOf(comment: string): string[] {
  return partsOf(comment).filter((part) => !isLink(part));
}
