import { describe } from './describe.ts';
import { SEVERITIES, type Severity } from './ioc.ts';
import { own } from './json.ts';
import { Rejection } from './rejection.ts';
import type { OutgoingRules } from './rules.ts';

const BY_NAME: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ...SEVERITIES.map((severity) => [severity, severity] as const),
  ['INFORMATIONAL', 'INFO'],
]);

/** XDR's word for no severity; XDR itself does not take it. */
const NO_SEVERITY = 'UNKNOWN';
/** The severity that a person's text means, in any case (`informational` is `INFO`); undefined where it means none. */
export function parseSeverity(text: string): Severity | undefined {
  return BY_NAME.get(text.trim().toUpperCase());
}

/**
 * The severity that an indicator is sent with, or why it cannot be: its own field holds what is no severity.
 * A field that is empty or says `UNKNOWN` counts as none: then the parameter decides, else the score.
 */
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
  const byDefault = rules.severity ?? severityByScore(score);
  if (severity === undefined || severity === null) {
    return byDefault;
  }
  if (typeof severity !== 'string') {
    return notASeverity(value, severity, rules);
  }
  return parseSeverity(severity) ?? (saysNone(severity) ? byDefault : notASeverity(value, severity, rules));
}

/** Whether a severity field says that there is none. */
export function saysNone(severity: string): boolean {
  const word = severity.trim().toUpperCase();
  return word === '' || word === NO_SEVERITY;
}

/** The severity of an indicator that has none, by its score. */
export function severityByScore(score: unknown): Severity {
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
    'severity',
  );
}
