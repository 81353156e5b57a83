import { isRecord, isText, own } from './json.ts';
import type { OutgoingRules } from './rules.ts';

/** The comment of an indicator as XDR takes it, from the fields that the instance selects; undefined where all are empty. */
export function outgoingComment(
  indicator: Record<string, unknown>,
  customFields: Record<string, unknown>,
  rules: OutgoingRules,
): string[] | undefined {
  const first = rules.commentFields[0];
  if (rules.commentsAsTags && rules.commentFields.length === 1 && first !== undefined && !isSpecial(first)) {
    const tags = textsOf(own(customFields, first)).flatMap(csvParts);
    return tags.length === 0 ? undefined : tags;
  }
  let joined = '';
  for (const field of rules.commentFields) {
    const text = fieldText(field, indicator, customFields, rules);
    if (text !== '') {
      joined = joined === '' ? text : `${joined}, ${text}`;
    }
  }
  return joined === '' ? undefined : [joined];
}

/** The parts of a rule's comment: its comma-separated tags, or the whole text as one. */
export function incomingComment(comment: unknown, asTags: boolean): string[] {
  if (typeof comment !== 'string') {
    return [];
  }
  return asTags ? csvParts(comment) : textsOf(comment);
}

/** The parts of a comma-separated text, without the blanks around them; empty ones do not count. */
export function csvParts(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `comments` and `indicator_link` are no custom fields. */
function isSpecial(field: string): boolean {
  return field === 'comments' || field === 'indicator_link';
}

function fieldText(
  field: string,
  indicator: Record<string, unknown>,
  customFields: Record<string, unknown>,
  rules: OutgoingRules,
): string {
  switch (field) {
    case 'comments':
      return lastComment(indicator.comments);
    case 'indicator_link':
      return isText(indicator.id) ? rules.indicatorLink(indicator.id) : '';
    default:
      return textsOf(own(customFields, field)).join(', ');
  }
}

/** What a person wrote last; XSOAR keeps its own remarks on an indicator in the same list. */
function lastComment(comments: unknown): string {
  if (!Array.isArray(comments)) {
    return '';
  }
  for (let at = comments.length - 1; at >= 0; at--) {
    const comment: unknown = comments[at];
    if (isRecord(comment) && comment.type === 'IndicatorCommentRegular') {
      return typeof comment.content === 'string' ? comment.content.trim() : '';
    }
  }
  return '';
}

/** The texts in a field's value, which may be a text, a number or a list of them. */
function textsOf(value: unknown): string[] {
  const texts: string[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    if (isText(item)) {
      texts.push(item.trim());
    } else if (typeof item === 'number') {
      texts.push(String(item));
    }
  }
  return texts;
}
