import { csvParts } from './comment-texts.ts';
import { commentFromRule, outgoingComment } from './comments.ts';
import { describe } from './describe.ts';
import type { OwnSource } from './echo.ts';
import { incomingExpiration, NEVER, parseExpiration } from './expiration.ts';
import { isRecord, NOTHING, own } from './json.ts';
import { reputationOf, scoreOf } from './reputation.ts';
import type { Rule } from './rule.ts';
import type { OutgoingRules } from './rules.ts';
import { outgoingSeverity, parseSeverity, saysNone, severityByScore } from './severity.ts';
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
  /** Why it cannot be written, where there is more to say. */
  whyNot?: string;
  /** True where the instance's settings say that XSOAR's stands. */
  isOverridden?: true;
}

/** How the indicators that XDR holds were sent. */
export interface SentRules {
  outgoing: OutgoingRules;
  /** Earlier settings: what was sent by them is an echo, too. */
  before?: OutgoingRules | undefined;
  /** The instance's own tags: it writes them itself, so they are nobody's opinion. */
  ownTags?: readonly string[];
  /** Whose opinion this integration's own is. */
  source?: OwnSource;
  /** Up to when everything was pushed, in ms, XSOAR's time; undefined where nobody knows that anything was. */
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

const OF_THE_SCORE = "it is what XDR's reputation makes of it, and XSOAR has another one";

function severity({ rule, x, custom, outgoing, before }: Compared): Difference | undefined {
  const said = rule.severity;
  const sent = (rules: OutgoingRules): unknown => outgoingSeverity(String(x.value), x.score, custom, rules);
  if (said === undefined || said === sent(outgoing) || (before !== undefined && said === sent(before))) {
    return undefined;
  }
  const fieldName = outgoing.severityField;
  const field = own(custom, fieldName);
  const held = Array.isArray(field) ? field[0] : field;
  // Made of the score that XDR has: whoever changed that one need not have chosen a severity.
  const isNone = saysNone(textOf(held));
  if (isNone && outgoing.severity === undefined && said === severityByScore(scoreOf(rule.reputation))) {
    return { field: 'severity', fieldName, xsoar: textOf(sent(outgoing)), xdr: said, whyNot: OF_THE_SCORE };
  }
  if (outgoing.overrideSeverity && outgoing.severity !== undefined) {
    return { field: 'severity', fieldName, xsoar: outgoing.severity, xdr: said, isOverridden: true };
  }
  const word = typeof held === 'string' ? (parseSeverity(held) ?? held.trim().toUpperCase()) : undefined;
  const write = word === said ? undefined : { value: said };
  return { field: 'severity', fieldName, xsoar: textOf(isNone ? sent(outgoing) : held), xdr: said, write };
}

function comment({ rule, x, outgoing, before, pushedUntil, ownTags = [] }: Compared): Difference | undefined {
  const settings = before === undefined ? [outgoing] : [outgoing, before];
  const isEcho = (version: Record<string, unknown>): boolean =>
    settings.some((rules) => commentFromRule(rule.comment, version, rules).kind === 'same');
  // A person who made the IOC without a comment has taken none out.
  const isMadeByPerson = !rule.fromXsoar && typeof rule.raw.RULE_SOURCE === 'string';
  const saysNothing = isMadeByPerson && textOf(rule.comment).trim() === '';
  if (saysNothing || isEcho(x) || isEcho(withoutTags(x, ownTags))) {
    return undefined;
  }
  const told = {
    field: 'comment' as const,
    fieldName: '',
    xsoar: sentComment(x, outgoing),
    xdr: textOf(rule.comment),
  };
  if (versionsBefore(x, pushedUntil).some(isEcho)) {
    return { ...told, whyNot: "XDR does not have XSOAR's newest comment yet" };
  }
  // What XDR got before the instance's own tags were there does not tell them.
  const said = typeof rule.comment === 'string' ? csvParts(rule.comment) : [];
  const known = withoutTags(
    x,
    ownTags.filter((tag) => !said.includes(tag)),
  );
  const change = commentFromRule(rule.comment, known, outgoing);
  return change.kind === 'changed'
    ? {
        field: 'comment',
        fieldName: change.field,
        xsoar: change.before,
        xdr: change.after,
        write: { value: change.value },
      }
    : told;
}

function sentComment(x: Record<string, unknown>, outgoing: OutgoingRules): string {
  return outgoingComment(x, isRecord(x.CustomFields) ? x.CustomFields : NOTHING, outgoing).join(', ');
}

/** How many comments back it is looked for what XDR has. */
const MOST_VERSIONS = 10;

/** The indicator as it was before each of its newest comments that XDR need not have yet. */
function versionsBefore(
  x: Record<string, unknown>,
  pushedUntil: number | undefined,
): Record<string, unknown>[] {
  const comments = Array.isArray(x.comments) ? x.comments : [];
  const versions: Record<string, unknown>[] = [];
  for (let count = comments.length - 1; count >= 0 && versions.length < MOST_VERSIONS; count -= 1) {
    const next: unknown = comments[count];
    const created =
      isRecord(next) && typeof next.created === 'string' ? Date.parse(next.created) : Number.NaN;
    if (!(created > (pushedUntil ?? 0))) {
      break;
    }
    versions.push({ ...x, comments: comments.slice(0, count) });
  }
  return versions;
}

/** The indicator without tags that this integration has added itself. */
function withoutTags(x: Record<string, unknown>, ownTags: readonly string[]): Record<string, unknown> {
  const custom = isRecord(x.CustomFields) ? x.CustomFields : NOTHING;
  const tags = own(custom, 'tags');
  return Array.isArray(tags) && tags.some((tag) => ownTags.includes(tag))
    ? { ...x, CustomFields: { ...custom, tags: tags.filter((tag) => !ownTags.includes(tag)) } }
    : x;
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

function reputation({ rule, x, source }: Compared): Difference | undefined {
  const said = rule.reputation;
  const sent = reputationOf(x.score);
  if (said === undefined || said === sent) {
    return undefined;
  }
  const difference = { field: 'reputation', fieldName: 'score', xsoar: sent, xdr: said } as const;
  // A score of 0 is no opinion to XSOAR: it takes back our own, and changes nothing of what others say.
  return said === 'UNKNOWN' && !hasOwnOpinion(x, source)
    ? { ...difference, whyNot: "it is no opinion, and XSOAR's other sources have one" }
    : { ...difference, write: { value: scoreOf(said) } };
}

function hasOwnOpinion(x: Record<string, unknown>, own: OwnSource | undefined): boolean {
  const sources = isRecord(x.moduleToFeedMap) ? Object.values(x.moduleToFeedMap).filter(isRecord) : [];
  return sources.some(
    ({ score, sourceBrand }) => typeof score === 'number' && score > 0 && sourceBrand === own?.brand,
  );
}

function inSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined || milliseconds < 0 ? milliseconds : Math.floor(milliseconds / 1000);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  return value === undefined || value === null ? '' : describe(value);
}
