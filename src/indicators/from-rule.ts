import { incomingComment } from './comments.ts';
import { describe } from './describe.ts';
import { incomingExpiration } from './expiration.ts';
import { isRecord, isText } from './json.ts';
import type { NewIndicator } from './new-indicator.ts';
import { Rejection } from './rejection.ts';
import { scoreOf } from './reputation.ts';
import type { IncomingRules } from './rules.ts';
import { incomingSeverity } from './severity.ts';
import { xsoarType } from './types.ts';

/**
 * Maps a rule that `get_changes` gave to the indicator that XSOAR is to create or update, or says why it is passed over.
 * Never throws. The score is what the rule says; the echo rule (`echo.ts`) comes after.
 */
export function fromRule(rule: unknown, rules: IncomingRules): NewIndicator | Rejection {
  if (!isRecord(rule)) {
    return new Rejection(
      '(not a rule)',
      `XDR gave ${describe(rule)} instead of a changed IOC; if this goes on, turn to XDR's support.`,
    );
  }
  const value = rule.RULE_INDICATOR;
  if (!isText(value)) {
    const id = rule.RULE_ID;
    return new Rejection(
      isText(id) || typeof id === 'number' ? `rule ${id}` : '(no value)',
      'The changed IOC has no value; correct or delete it in XDR.',
    );
  }
  const type = xsoarType(rule.IOC_TYPE);
  if (type === undefined) {
    return new Rejection(
      value,
      `XSOAR has no indicator type for XDR's type ${describe(rule.IOC_TYPE ?? null)}; keep this IOC in XDR only.`,
    );
  }
  return {
    value,
    type,
    score: scoreOf(rule.REPUTATION),
    fields: fieldsOf(rule, rules),
    // Spreading copies a key named __proto__ as plain data; assigning it would change the prototype.
    rawJSON: { ...rule, value, type },
  };
}

function fieldsOf(rule: Record<string, unknown>, rules: IncomingRules): Record<string, unknown> {
  const comment = incomingComment(rule.RULE_COMMENT, rules.commentsAsTags);
  const tags = new Set(rules.commentField === 'tags' ? [...comment, ...rules.tags] : rules.tags);
  const severity = incomingSeverity(rule.RULE_SEVERITY, rules);
  const expiration = incomingExpiration(rule.RULE_EXPIRATION_TIME);

  const fields: [name: string, value: unknown][] = [];
  if (isText(rule.RULE_STATUS)) {
    fields.push(['xdrstatus', rule.RULE_STATUS.toLowerCase()]);
  }
  if (expiration !== undefined) {
    fields.push(['expirationdate', expiration]);
  }
  if (severity !== undefined) {
    fields.push([rules.severityField, severity]);
  }
  if (rules.commentField !== undefined && comment.length > 0) {
    fields.push([rules.commentField, comment.length === 1 ? comment[0] : comment]);
  }
  // After the comment: where that goes to the tags too, it is among them already.
  if (tags.size > 0) {
    fields.push(['tags', [...tags]]);
  }
  if (rules.tlpColor !== undefined) {
    fields.push(['trafficlightprotocol', rules.tlpColor]);
  }
  // Not by assignment: a user may have chosen any name, __proto__ too.
  return Object.fromEntries(fields);
}
