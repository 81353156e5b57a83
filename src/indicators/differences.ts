import { commentFromRule } from './comments.ts';
import { incomingExpiration, NEVER, parseExpiration } from './expiration.ts';
import { isRecord, NOTHING, own } from './json.ts';
import { reputationOf, scoreOf } from './reputation.ts';
import type { Rule } from './rule.ts';
import type { OutgoingRules } from './rules.ts';
import { outgoingSeverity, parseSeverity } from './severity.ts';
import { xdrStatus } from './status.ts';

/** What both sides hold of a value. */
export type Field = 'severity' | 'comment' | 'status' | 'expiration' | 'reputation';

/** A field in which a rule says something else than what is sent for the indicator. Texts are hostile. */
export interface Difference {
  field: Field;
  /** The name under which XSOAR keeps it; empty where it keeps it in several. */
  fieldName: string;
  /** What each side says, for a report. */
  xsoar: string;
  xdr: string;
  /** What would be written to XSOAR; undefined where XSOAR holds already what the rule says, or cannot take it. */
  write?: { value: unknown } | undefined;
  /** True where the instance's settings say that XSOAR's stands. */
  isOverridden?: true;
}

/** The indicator's side of the comparison. */
interface Compared {
  rule: Rule;
  x: Record<string, unknown>;
  custom: Record<string, unknown>;
  outgoing: OutgoingRules;
  /** Earlier settings: what was sent by them is an echo, too. */
  before: OutgoingRules | undefined;
}

/**
 * Compares a rule with what our own mapping makes of the indicator, field by field. A field that says the same is an
 * echo: nobody changed it.
 */
export function differencesOf(
  rule: Rule,
  x: Record<string, unknown>,
  outgoing: OutgoingRules,
  before?: OutgoingRules,
): Difference[] {
  const custom = isRecord(x.CustomFields) ? x.CustomFields : NOTHING;
  const compared: Compared = { rule, x, custom, outgoing, before };
  return [severity, comment, status, expiration, reputation].flatMap((compare) => compare(compared) ?? []);
}

function severity({ rule, x, custom, outgoing, before }: Compared): Difference | undefined {
  const said = rule.severity;
  const sent = (rules: OutgoingRules): unknown => outgoingSeverity(String(x.value), x.score, custom, rules);
  if (said === undefined || said === sent(outgoing) || (before !== undefined && said === sent(before))) {
    return undefined;
  }
  const fieldName = outgoing.severityField;
  const field = own(custom, fieldName);
  const held = Array.isArray(field) ? field[0] : field;
  if (outgoing.overrideSeverity && outgoing.severity !== undefined) {
    return { field: 'severity', fieldName, xsoar: outgoing.severity, xdr: said, isOverridden: true };
  }
  const word = typeof held === 'string' ? (parseSeverity(held) ?? held.trim().toUpperCase()) : undefined;
  const write = word === said ? undefined : { value: said };
  return { field: 'severity', fieldName, xsoar: textOf(held), xdr: said, write };
}

function comment({ rule, x, outgoing, before }: Compared): Difference | undefined {
  const change = commentFromRule(rule.comment, x, outgoing);
  const isEcho = (rules: OutgoingRules): boolean => commentFromRule(rule.comment, x, rules).kind === 'same';
  if (change.kind === 'same' || (before !== undefined && isEcho(before))) {
    return undefined;
  }
  return change.kind === 'extra'
    ? { field: 'comment', fieldName: '', xsoar: '', xdr: textOf(rule.comment) }
    : {
        field: 'comment',
        fieldName: change.field,
        xsoar: change.before,
        xdr: change.after,
        write: { value: change.value },
      };
}

function status({ rule, custom }: Compared): Difference | undefined {
  const held = xdrStatus(custom);
  if (rule.status === undefined || rule.status === (held ?? 'ENABLED')) {
    return undefined;
  }
  const write = { value: rule.status.toLowerCase() };
  return { field: 'status', fieldName: 'xdrstatus', xsoar: held ?? 'ENABLED', xdr: rule.status, write };
}

/** Times count in whole seconds: XSOAR keeps no finer ones of what it is given. */
function expiration({ rule, x }: Compared): Difference | undefined {
  const held = parseExpiration(x.expiration);
  const sent = held === undefined ? undefined : held === NEVER ? -1 : held;
  const text = incomingExpiration(rule.expiration);
  if (rule.expiration === undefined || text === undefined || inSeconds(rule.expiration) === inSeconds(sent)) {
    return undefined;
  }
  return {
    field: 'expiration',
    fieldName: 'expirationdate',
    xsoar: incomingExpiration(sent) ?? textOf(x.expiration),
    xdr: text,
    write: { value: text },
  };
}

function reputation({ rule, x }: Compared): Difference | undefined {
  const said = rule.reputation;
  const sent = reputationOf(x.score);
  return said === undefined || said === sent
    ? undefined
    : { field: 'reputation', fieldName: 'score', xsoar: sent, xdr: said, write: { value: scoreOf(said) } };
}

function inSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined || milliseconds < 0 ? milliseconds : Math.floor(milliseconds / 1000);
}

function textOf(value: unknown): string {
  return value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
