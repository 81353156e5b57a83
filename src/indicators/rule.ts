import { describe } from './describe.ts';
import type { Reputation, RuleSeverity } from './ioc.ts';
import { isRecord, isText } from './json.ts';
import { Rejection } from './rejection.ts';
import { parseSeverity } from './severity.ts';

// What a rule of `get_changes` says, field by field. Any field may be missing or null: then it says nothing, and the
// reader answers undefined, which is another thing than an answer that differs.

/** `SEV_040_HIGH` */
const SEVERITY_CODE = /^SEV_0\d0_(.+)$/;
export const FROM_XSOAR = 'XSOAR TIM';
const NEVER = -1;
const NOT_DELETED: ReadonlySet<unknown> = new Set([undefined, null, 0, false]);

/** The rule's value, as XDR spells it. */
export function ruleValue(rule: Record<string, unknown>): string | undefined {
  return isText(rule.RULE_INDICATOR) ? rule.RULE_INDICATOR : undefined;
}

/** A code that nobody knows is `UNKNOWN`. */
export function ruleSeverity(rule: Record<string, unknown>): RuleSeverity | undefined {
  const code = rule.RULE_SEVERITY;
  if (!isText(code)) {
    return undefined;
  }
  const name = SEVERITY_CODE.exec(code)?.[1];
  return (name === undefined ? undefined : parseSeverity(name)) ?? 'UNKNOWN';
}

export function ruleStatus(rule: Record<string, unknown>): 'ENABLED' | 'DISABLED' | undefined {
  const status = isText(rule.RULE_STATUS) ? rule.RULE_STATUS.trim().toUpperCase() : undefined;
  return status === 'ENABLED' || status === 'DISABLED' ? status : undefined;
}

/** Milliseconds since the epoch, or -1 for never; undefined also where it is only the tenant's default. */
export function ruleExpiration(rule: Record<string, unknown>): number | undefined {
  const time = rule.RULE_EXPIRATION_TIME;
  if (rule.IS_DEFAULT_TTL === true || typeof time !== 'number' || !Number.isFinite(time)) {
    return undefined;
  }
  return time > 0 || time === NEVER ? Math.floor(time) : undefined;
}

/** `UNKNOWN` where it is `NO_REPUTATION` or a word that nobody knows; undefined only where it is missing. */
export function ruleReputation(rule: Record<string, unknown>): Reputation | undefined {
  switch (rule.REPUTATION) {
    case 'GOOD':
    case 'SUSPICIOUS':
    case 'BAD':
      return rule.REPUTATION;
    case undefined:
    case null:
    case '':
      return undefined;
    default:
      return 'UNKNOWN';
  }
}

/** When the rule was last changed: ms since the epoch in XDR's time, or -1 where the rule does not say. */
export function modifyTimeOf(rule: unknown): number {
  const time = isRecord(rule) ? rule.RULE_MODIFY_TIME : undefined;
  return typeof time === 'number' && Number.isFinite(time) ? Math.floor(time) : -1;
}

/** Whether the IOC came from XSOAR; else a person made it in XDR. */
export function isFromXsoar(rule: Record<string, unknown>): boolean {
  return rule.RULE_SOURCE === FROM_XSOAR;
}

/** Whether the IOC was deleted in XDR. */
export function isDeleted(rule: Record<string, unknown>): boolean {
  return !NOT_DELETED.has(rule.MARKED_DELETED);
}

/** An IOC as `get_changes` tells it, read. A field that says nothing is undefined. */
export interface Rule {
  value: string;
  /** XDR's word for the type; empty where it is missing. */
  type: string;
  severity: RuleSeverity | undefined;
  status: 'ENABLED' | 'DISABLED' | undefined;
  /** Milliseconds since the epoch, or -1 for never. */
  expiration: number | undefined;
  reputation: Reputation | undefined;
  comment: unknown;
  /** When it was changed last, in ms, XDR's time; -1 where it does not say. */
  modified: number;
  /** Whether the IOC came from XSOAR; else a person made it in XDR. */
  fromXsoar: boolean;
  deleted: boolean;
  hits: number;
  raw: Record<string, unknown>;
}

/** Reads a rule; never throws. */
export function readRule(raw: unknown): Rule | Rejection {
  if (!isRecord(raw)) {
    return new Rejection(
      '(not a rule)',
      `XDR gave ${describe(raw)} instead of a changed IOC; if this goes on, turn to XDR's support.`,
      'not-an-object',
    );
  }
  const value = ruleValue(raw);
  if (value === undefined) {
    const id = raw.RULE_ID;
    return new Rejection(
      isText(id) || typeof id === 'number' ? `rule ${id}` : '(no value)',
      'The changed IOC has no value; correct or delete it in XDR.',
      'no-value',
    );
  }
  return {
    value,
    type: isText(raw.IOC_TYPE) ? raw.IOC_TYPE : '',
    severity: ruleSeverity(raw),
    status: ruleStatus(raw),
    expiration: ruleExpiration(raw),
    reputation: ruleReputation(raw),
    comment: raw.RULE_COMMENT,
    modified: modifyTimeOf(raw),
    fromXsoar: isFromXsoar(raw),
    deleted: isDeleted(raw),
    hits: typeof raw.NUMBER_OF_HITS === 'number' ? raw.NUMBER_OF_HITS : 0,
    raw,
  };
}
