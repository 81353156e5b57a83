import { outgoingComment } from './comments.ts';
import { describe } from './describe.ts';
import { NEVER, parseExpiration } from './expiration.ts';
import type { Ioc } from './ioc.ts';
import { isRecord, isText, NOTHING } from './json.ts';
import { Rejection } from './rejection.ts';
import { reliabilityLetter } from './reliability.ts';
import { reputationOf } from './reputation.ts';
import type { OutgoingRules } from './rules.ts';
import { outgoingSeverity } from './severity.ts';
import { xdrStatus } from './status.ts';
import { judgeValue } from './values.ts';
import { vendorsOf } from './vendors.ts';

/** How XDR writes that an IOC never expires. */
const NO_EXPIRATION = -1;
/** XDR's limit. */
const LONGEST_CLASS = 36;

/**
 * Maps an XSOAR indicator to the IOC that XDR takes, or says why it stays behind. Never throws, whatever JSON comes:
 * one bad indicator must not stop the others. It runs millions of times in a sync, hence guards by hand and no zod.
 */
export function toIoc(indicator: unknown, rules: OutgoingRules): Ioc | Rejection {
  if (!isRecord(indicator)) {
    return notAnIndicator(indicator);
  }
  const { value, indicator_type: indicatorType } = indicator;
  if (!isText(value)) {
    return withoutValue(indicator.id);
  }
  if (!isText(indicatorType)) {
    return new Rejection(value, 'It has no indicator type; give it one in XSOAR.', 'no-type');
  }
  const judged = judgeValue(value, indicatorType, rules);
  if (judged instanceof Rejection) {
    return judged;
  }
  const expires = parseExpiration(indicator.expiration);
  if (expires === undefined || expires < rules.now) {
    return notInTime(value, indicator.expiration, expires);
  }
  const customFields = isRecord(indicator.CustomFields) ? indicator.CustomFields : NOTHING;
  const severity = outgoingSeverity(value, indicator.score, customFields, rules);
  if (severity instanceof Rejection) {
    return severity;
  }
  const ioc: Ioc = {
    indicator: judged.indicator,
    severity,
    type: judged.type,
    reputation: reputationOf(indicator.score),
    expiration_date: expires === NEVER ? NO_EXPIRATION : expires,
  };
  addOptional(ioc, indicator, customFields, rules);
  return ioc;
}

/** A key with nothing to say is left out: XDR would take an empty one for a value. The comment always says something. */
function addOptional(
  ioc: Ioc,
  indicator: Record<string, unknown>,
  customFields: Record<string, unknown>,
  rules: OutgoingRules,
): void {
  const reliability = reliabilityLetter(indicator.aggregatedReliability);
  if (reliability !== undefined) {
    ioc.reliability = reliability;
  }
  const vendors = vendorsOf(indicator.moduleToFeedMap);
  if (vendors !== undefined) {
    ioc.vendors = vendors;
  }
  ioc.comment = outgoingComment(indicator, customFields, rules);
  const threats = customFields.threattypes;
  const threat: unknown = Array.isArray(threats) ? threats[0] : threats;
  if (isRecord(threat) && isText(threat.threatcategory)) {
    ioc.class = cut(threat.threatcategory);
  }
  if (customFields.xdrstatus !== undefined && xdrStatus(customFields) === 'DISABLED') {
    ioc.status = 'DISABLED';
  }
}

/** Never with half a character at its end. */
function cut(text: string): string {
  return text.length > LONGEST_CLASS ? text.slice(0, LONGEST_CLASS).replace(/[\ud800-\udfff]$/u, '') : text;
}

function notInTime(value: string, expiration: unknown, expires: number | undefined): Rejection {
  return expires === undefined
    ? new Rejection(
        value,
        `Its expiration ${describe(expiration)} cannot be read as a time; write it in XSOAR as 2030-01-31T12:00:00Z.`,
        'expiration',
      )
    : new Rejection(
        value,
        `It expired on ${describe(expiration)}, and XDR takes no expired IOC; set a later expiration in XSOAR to send it.`,
        'expired',
      );
}

function notAnIndicator(found: unknown): Rejection {
  return new Rejection(
    '(not an indicator)',
    `XSOAR's search gave ${describe(found)} instead of an indicator; run the Sync Query in XSOAR and look at what it finds.`,
    'not-an-object',
  );
}

function withoutValue(id: unknown): Rejection {
  return new Rejection(
    isText(id) ? id : '(no value)',
    'It has no value; correct or delete it in XSOAR, or exclude it with the Sync Query.',
    'no-value',
  );
}
