import { fieldValue } from './comments.ts';
import { describe } from './describe.ts';
import { incomingExpiration } from './expiration.ts';
import { isRecord, isText } from './json.ts';
import { Rejection } from './rejection.ts';
import { scoreOf } from './reputation.ts';
import { ruleExpiration, ruleSeverity, ruleStatus, ruleValue } from './rule.ts';
import type { IncomingRules } from './rules.ts';
import { xsoarType } from './types.ts';

/** An indicator as `createIndicators` takes it: created, or merged into the one with the same value and type. */
export interface NewIndicator {
  value: string;
  type: string;
  /** 0 unknown, 1 good, 2 suspicious, 3 bad. */
  score: number;
  fields: Record<string, unknown>;
  rawJSON: Record<string, unknown>;
}

/**
 * Maps a rule whose IOC a person made in XDR to the indicator that XSOAR, which holds none, is to create; or says why
 * it is passed over. Never throws. The score is what the rule says: there is nothing that it could be an echo of.
 */
export function newIndicatorFrom(rule: unknown, rules: IncomingRules): NewIndicator | Rejection {
  if (!isRecord(rule)) {
    return new Rejection(
      '(not a rule)',
      `XDR gave ${describe(rule)} instead of a changed IOC; if this goes on, turn to XDR's support.`,
      'not-an-object',
    );
  }
  const value = ruleValue(rule);
  if (value === undefined) {
    const id = rule.RULE_ID;
    return new Rejection(
      isText(id) || typeof id === 'number' ? `rule ${id}` : '(no value)',
      'The changed IOC has no value; correct or delete it in XDR.',
      'no-value',
    );
  }
  const type = xsoarType(rule.IOC_TYPE, value);
  if (type === undefined) {
    return new Rejection(
      value,
      `XSOAR has no indicator type for XDR's type ${describe(rule.IOC_TYPE ?? null)}; keep this IOC in XDR only.`,
      'no-type',
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
  const { commentField, commentsAsTags, tlpColor } = rules;
  const text = typeof rule.RULE_COMMENT === 'string' ? rule.RULE_COMMENT.trim() : '';
  const comment = fieldValue(commentField, undefined, text, commentsAsTags);
  const tags = new Set(commentField === 'tags' ? [comment ?? [], rules.tags].flat() : rules.tags);
  const fields: [name: string, value: unknown][] = [
    ['xdrstatus', ruleStatus(rule)?.toLowerCase()],
    ['expirationdate', incomingExpiration(ruleExpiration(rule))],
    // What comes back while all severities are overridden is the override, and no opinion.
    [rules.severityField, isOverridden(rules) ? undefined : ruleSeverity(rule)],
    [commentField, comment],
    // After the comment: where that goes to the tags too, it is among them already.
    ['tags', tags.size > 0 ? [...tags] : undefined],
    ['trafficlightprotocol', tlpColor],
  ];
  // Not by assignment: a user may have chosen any name, __proto__ too.
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function isOverridden({ overrideSeverity, severity }: IncomingRules): boolean {
  return overrideSeverity && severity !== undefined;
}
