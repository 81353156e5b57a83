import { describe } from './describe.ts';
import { SEVERITIES, type Severity } from './ioc.ts';
import { own } from './json.ts';
import { Rejection } from './rejection.ts';
import type { IncomingRules, OutgoingRules } from './rules.ts';

const BY_NAME: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ...SEVERITIES.map((severity) => [severity, severity] as const),
  ['INFORMATIONAL', 'INFO'],
]);

const RULE_SEVERITY = /^SEV_0\d0_(.+)$/;

/** The severity that a person's text means, in any case (`informational` is `INFO`); undefined where it means none. */
export function parseSeverity(text: string): Severity | undefined {
  return BY_NAME.get(text.trim().toUpperCase());
}

/** The severity that an indicator is sent with, or why it cannot be: its own field holds what is no severity. */
export function outgoingSeverity(
  value: string,
  score: unknown,
  customFields: Record<string, unknown>,
  rules: OutgoingRules,
): Severity | Rejection {
  if (rules.overrideSeverity && rules.severity !== undefined) {
    return rules.severity;
  }
  const field = own(customFields, rules.severityField);
  // A multi-select field holds a list, also where one severity is all that it can hold.
  const severity = Array.isArray(field) && field.length < 2 ? field[0] : field;
  if (severity === undefined || severity === null) {
    return rules.severity ?? severityByScore(score);
  }
  if (typeof severity !== 'string') {
    return notASeverity(value, severity, rules);
  }
  return (
    parseSeverity(severity) ??
    (severity.trim() === ''
      ? (rules.severity ?? severityByScore(score))
      : notASeverity(value, severity, rules))
  );
}

/** The severity of a rule, as it is written to XSOAR; undefined where nothing is to be written. */
export function incomingSeverity(ruleSeverity: unknown, rules: IncomingRules): Severity | undefined {
  if (rules.overrideSeverity && rules.severity !== undefined) {
    return rules.severity;
  }
  if (typeof ruleSeverity !== 'string' || ruleSeverity === '') {
    return undefined;
  }
  const name = RULE_SEVERITY.exec(ruleSeverity)?.[1];
  return (name === undefined ? undefined : parseSeverity(name)) ?? 'UNKNOWN';
}

function severityByScore(score: unknown): Severity {
  switch (score) {
    case 3:
      return 'HIGH';
    case 2:
      return 'MEDIUM';
    default:
      return 'INFO';
  }
}

function notASeverity(value: string, severity: unknown, rules: OutgoingRules): Rejection {
  return new Rejection(
    value,
    `Its severity ${describe(severity)} in the field '${rules.severityField}' is not one of ${SEVERITIES.join(', ')}; ` +
      "correct the field, or choose an 'Overriding severity value' and turn on 'Override severity'.",
  );
}
