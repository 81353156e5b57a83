import { outgoingComment } from './comments.ts';
import { describe } from './describe.ts';
import { parseExpiration } from './expiration.ts';
import type { Ioc } from './ioc.ts';
import { isRecord, isText, NOTHING } from './json.ts';
import { Rejection } from './rejection.ts';
import { reliabilityLetter } from './reliability.ts';
import { reputationOf } from './reputation.ts';
import type { OutgoingRules } from './rules.ts';
import { outgoingSeverity } from './severity.ts';
import { xdrType } from './types.ts';
import { vendorsOf } from './vendors.ts';

/** MD5 or SHA-256: the hashes that XDR knows. */
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i;
const NEVER = -1;

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
    return new Rejection(value, 'It has no indicator type; give it one in XSOAR.');
  }
  const type = xdrType(indicatorType);
  if (type === 'HASH' && !HASH.test(value)) {
    return new Rejection(
      value,
      'It is neither an MD5 nor a SHA-256 hash (32 or 64 hexadecimal digits), and XDR knows no other; use one of those for the same file.',
    );
  }
  const expires = parseExpiration(indicator.expiration);
  if (expires !== undefined && expires < rules.now) {
    return new Rejection(
      value,
      `It expired on ${describe(indicator.expiration)}, and XDR takes no expired IOC; set a later expiration in XSOAR to send it.`,
      true,
    );
  }
  const customFields = isRecord(indicator.CustomFields) ? indicator.CustomFields : NOTHING;
  const severity = outgoingSeverity(value, indicator.score, customFields, rules);
  if (severity instanceof Rejection) {
    return severity;
  }
  const ioc: Ioc = {
    indicator: value,
    severity,
    type,
    reputation: reputationOf(indicator.score),
    expiration_date: expires ?? NEVER,
  };
  addOptional(ioc, indicator, customFields, rules);
  return ioc;
}

/** A key with nothing to say is left out: XDR would take an empty one for a value. */
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
  const comment = outgoingComment(indicator, customFields, rules);
  if (comment !== undefined) {
    ioc.comment = comment;
  }
  const threats = customFields.threattypes;
  const threat: unknown = Array.isArray(threats) ? threats[0] : threats;
  if (isRecord(threat) && isText(threat.threatcategory)) {
    ioc.class = threat.threatcategory;
  }
  const status = customFields.xdrstatus;
  if (typeof status === 'string' && status.toLowerCase() === 'disabled') {
    ioc.status = 'DISABLED';
  }
}

function notAnIndicator(found: unknown): Rejection {
  return new Rejection(
    '(not an indicator)',
    `XSOAR's search gave ${describe(found)} instead of an indicator; run the Sync Query in XSOAR and look at what it finds.`,
  );
}

function withoutValue(id: unknown): Rejection {
  return new Rejection(
    isText(id) ? id : '(no value)',
    'It has no value; correct or delete it in XSOAR, or exclude it with the Sync Query.',
  );
}
