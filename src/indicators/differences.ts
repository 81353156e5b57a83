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

/** How the indicators that XDR holds were sent. */
export interface SentRules {
  outgoing: OutgoingRules;
  /** Earlier settings: what was sent by them is an echo, too. */
  before?: OutgoingRules | undefined;
  /** Up to when everything was pushed, in ms, XSOAR's time; undefined where that is not known. */
  pushedUntil?: number | undefined;
}

/** Both sides of the comparison. */
interface Compared extends SentRules {
  rule: Rule;
  x: Record<string, unknown>;
  custom: Record<string, unknown>;
}

/**
 * Compares a rule with what our own mapping makes of the indicator, field by field. A field that says the same is an
 * echo: nobody changed it.
 */
export function differencesOf(rule: Rule, x: Record<string, unknown>, sent: SentRules): Difference[] {
  const custom = isRecord(x.CustomFields) ? x.CustomFields : NOTHING;
  const compared: Compared = { rule, x, custom, ...sent };
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

function comment({ rule, x, outgoing, before, pushedUntil }: Compared): Difference | undefined {
  const change = commentFromRule(rule.comment, x, outgoing);
  const isEcho = (version: Record<string, unknown>, rules: OutgoingRules): boolean =>
    commentFromRule(rule.comment, version, rules).kind === 'same';
  if (change.kind === 'same' || (before !== undefined && isEcho(x, before))) {
    return undefined;
  }
  const pushed = asPushed(x, pushedUntil);
  if (pushed !== undefined && isEcho(pushed, outgoing)) {
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

/** The indicator without the comments that were not pushed yet; undefined where there are none. */
function asPushed(
  x: Record<string, unknown>,
  pushedUntil: number | undefined,
): Record<string, unknown> | undefined {
  if (pushedUntil === undefined || !Array.isArray(x.comments)) {
    return undefined;
  }
  const comments = x.comments.filter(
    (one) => !(isRecord(one) && Date.parse(String(one.created)) > pushedUntil),
  );
  return comments.length === x.comments.length ? undefined : { ...x, comments };
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
