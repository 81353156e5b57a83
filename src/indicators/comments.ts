import {
  csvParts,
  cutOut,
  isSameList,
  join,
  partsOf,
  SEPARATOR,
  textsOf,
  withoutOuterCommas,
  withoutParts,
} from './comment-texts.ts';
import { isRecord, isText, NOTHING, own } from './json.ts';
import type { OutgoingRules } from './rules.ts';

/** What XSOAR's comments say where a person took the comment out in XDR. It is sent as no comment. */
export const REMOVED_COMMENT = 'The comment was removed in Cortex XDR.';

/** Neither is a custom field: XSOAR's own list of comments, and the link, which is made and not kept. */
const COMMENTS = 'comments';
const LINK = 'indicator_link';
/** XSOAR only adds to it. */
const TAGS = 'tags';

/**
 * The comment of an indicator as XDR takes it: the texts of the selected fields, the link behind them. `['']` where
 * there is none: what a push leaves out, XDR would keep.
 */
export function outgoingComment(
  indicator: Record<string, unknown>,
  customFields: Record<string, unknown>,
  rules: OutgoingRules,
): string[] {
  const fields = textFields(rules);
  const link = linkOf(indicator, rules);
  const first = fields[0];
  if (first !== undefined && isTagged(fields, rules)) {
    const tags = partsOf(own(customFields, first));
    return link === '' ? orNone(tags) : [...tags, link];
  }
  let joined = '';
  for (const field of fields) {
    joined = join(joined, fieldText(field, indicator, customFields));
  }
  return [join(joined, link)];
}

/** What a rule's comment says beside the one that was sent for the indicator. */
export type CommentFromRule =
  /** What was sent: an echo. */
  | { kind: 'same' }
  /** A person changed it: `value` goes into `field`; `before` and `after` are its texts, for the report. */
  | { kind: 'changed'; field: string; value: unknown; before: string; after: string }
  /** Another text, but the field that would take the difference says it already, or cannot take it. */
  | { kind: 'extra' };

/**
 * Compares a rule's comment with what is sent for the indicator. What differs belongs to the first selected field that
 * is not the link: the link and the other fields' texts are cut out where they stand whole.
 * @param ruleComment `RULE_COMMENT`; one that is no text says nothing, and is an echo
 */
export function commentFromRule(
  ruleComment: unknown,
  indicator: unknown,
  rules: OutgoingRules,
): CommentFromRule {
  const known = isRecord(indicator) ? indicator : NOTHING;
  const customFields = isRecord(known.CustomFields) ? known.CustomFields : NOTHING;
  const fields = textFields(rules);
  const field = fields[0];
  const sent = outgoingComment(known, customFields, rules).join(SEPARATOR);
  const asTags = isTagged(fields, rules);
  if (typeof ruleComment !== 'string' || isSameText(ruleComment, sent, asTags)) {
    return { kind: 'same' };
  }
  if (field === undefined) {
    return { kind: 'extra' };
  }
  const rest = restFor(ruleComment, known, customFields, rules);
  const before = fieldText(field, known, customFields);
  const current = field === COMMENTS ? before : own(customFields, field);
  const value = fieldValue(field, current, rest, asTags);
  return value === undefined
    ? { kind: 'extra' }
    : { kind: 'changed', field, value, before, after: textsOf(value).join(SEPARATOR) };
}

/** What of a rule's comment belongs to the first field: without the link and the other fields' texts. */
function restFor(
  ruleComment: string,
  indicator: Record<string, unknown>,
  customFields: Record<string, unknown>,
  rules: OutgoingRules,
): string {
  const others = [...textFields(rules).slice(1)];
  const hasLink = rules.commentFields.includes(LINK);
  if (others.length === 0 && !hasLink) {
    return ruleComment.trim();
  }
  // Any indicator's link: XDR may hold the one of another indicator of the value.
  let rest = hasLink ? withoutParts(ruleComment, rules.indicatorLink('')) : ruleComment;
  // From the last to the first, as they were joined: a text that stands there twice is cut out at its own place.
  for (const other of others.reverse()) {
    rest = cutOut(rest, fieldText(other, indicator, customFields));
  }
  return withoutOuterCommas(rest);
}

/**
 * What a comment makes of a field, in the field's own form: a list stays a list, a text a text. Undefined where the
 * field says it already or cannot take a text.
 */
export function fieldValue(
  field: string,
  current: unknown,
  comment: string,
  asTags: boolean,
): string | string[] | undefined {
  if (field === COMMENTS) {
    const text = comment === REMOVED_COMMENT ? '' : comment;
    return text === (current ?? '') ? undefined : text || REMOVED_COMMENT;
  }
  if (!holdsText(current)) {
    return undefined;
  }
  const parts = csvParts(comment);
  const known = partsOf(current);
  if (field === TAGS) {
    return parts.every((part) => known.includes(part)) ? undefined : parts;
  }
  const isList = Array.isArray(current);
  const says = isList || asTags ? isSameList(parts, known) : comment === textsOf(current).join(SEPARATOR);
  if (says) {
    return undefined;
  }
  if (isList || (asTags && isAbsent(current))) {
    // One tag in a field of which nobody knows yet what it holds is a text.
    return isList || parts.length > 1 ? parts : parts[0];
  }
  return comment;
}

/** The selected fields without the link; where that is selected alone, `comments` beside it. */
function textFields({ commentFields }: OutgoingRules): readonly string[] {
  // The usual choice, and this runs for every indicator.
  if (commentFields.length === 1 && commentFields[0] !== LINK) {
    return commentFields;
  }
  const fields = commentFields.filter((field, at) => field !== LINK && commentFields.indexOf(field) === at);
  return fields.length === 0 && commentFields.includes(LINK) ? [COMMENTS] : fields;
}

/** Whether the comment is a list of tags: one field alone can be, and not the comments. */
function isTagged(fields: readonly string[], { commentsAsTags }: OutgoingRules): boolean {
  return commentsAsTags && fields.length === 1 && fields[0] !== COMMENTS;
}

function linkOf(indicator: Record<string, unknown>, rules: OutgoingRules): string {
  return rules.commentFields.includes(LINK) && isText(indicator.id) ? rules.indicatorLink(indicator.id) : '';
}

function fieldText(
  field: string,
  indicator: Record<string, unknown>,
  customFields: Record<string, unknown>,
): string {
  return field === COMMENTS
    ? lastComment(indicator.comments)
    : textsOf(own(customFields, field)).join(SEPARATOR);
}

/** What a person wrote last; XSOAR keeps its own remarks on an indicator in the same list. */
function lastComment(comments: unknown): string {
  if (!Array.isArray(comments)) {
    return '';
  }
  for (let at = comments.length - 1; at >= 0; at--) {
    const comment: unknown = comments[at];
    if (isRecord(comment) && comment.type === 'IndicatorCommentRegular') {
      const text = typeof comment.content === 'string' ? comment.content.trim() : '';
      return text === REMOVED_COMMENT ? '' : text;
    }
  }
  return '';
}

/** A grid, an object or a truth is no text, and a text must not be written over it. */
export function holdsText(value: unknown): boolean {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.every((item) => isAbsent(item) || typeof item === 'string' || typeof item === 'number');
}

function orNone(parts: string[]): string[] {
  return parts.length === 0 ? [''] : parts;
}

/** Blanks around a text, and around each of several tags, do not count. */
function isSameText(one: string, other: string, asTags: boolean): boolean {
  return asTags ? isSameList(csvParts(one), csvParts(other)) : one.trim() === other.trim();
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
