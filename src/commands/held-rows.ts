import { isRecord } from '../indicators/json.ts';
import type { IocObject } from '../xdr/public-iocs.ts';
import { LONGEST_VALUE, shorten } from '../xsoar/markdown.ts';
import type { ContextRow } from './outputs.ts';

/** `SEV_040_HIGH` */
const SEVERITY_CODE = /^SEV_\d+_([A-Z]+)$/;
/** How much of a foreign text the context keeps, in characters. */
const LONGEST_COMMENT = 4_000;
const LONGEST_WORD = 200;

/** An IOC as XDR shows it, for the context. What XDR does not say is not there. */
export function heldRow(ioc: IocObject): ContextRow {
  const { indicator, type, status, severity, reputation, reliability, comment, source, hits, ruleId } = ioc;
  return {
    Value: cut(indicator, LONGEST_VALUE) ?? '',
    Type: cut(type, LONGEST_WORD) ?? '',
    InXDR: true,
    Status: cut(status, LONGEST_WORD),
    Severity: cut(severity === undefined ? undefined : severityWord(severity), LONGEST_WORD),
    Reputation: cut(reputation, LONGEST_WORD),
    Reliability: cut(reliability, LONGEST_WORD),
    Comment: cut(comment, LONGEST_COMMENT),
    Expires: timeText(ioc.expiration),
    Source: cut(source, LONGEST_WORD),
    Hits: hits,
    RuleID: ruleId,
    Created: timeText(ioc.created),
    Modified: timeText(ioc.modified),
  };
}

/** `HIGH` of `SEV_040_HIGH`; another word as it is. */
function severityWord(code: string): string {
  return SEVERITY_CODE.exec(code)?.[1] ?? code;
}

/** What XSOAR knows of the IOC of an indicator, where XDR does not show it. */
export function knownRow(x: Record<string, unknown>, type: string, changed: unknown): ContextRow {
  const status = isRecord(x.CustomFields) ? x.CustomFields.xdrstatus : undefined;
  return {
    Value: cut(String(x.value), LONGEST_VALUE),
    Type: type,
    XsoarStatus: cut(typeof status === 'string' ? status : undefined, LONGEST_WORD),
    XsoarChanged: timeText(typeof changed === 'string' ? Date.parse(changed) : undefined),
  };
}

/** ISO 8601 of ms since the epoch; undefined for a time that is none, or -1 for never. */
export function timeText(milliseconds: number | undefined): string | undefined {
  if (milliseconds === undefined || milliseconds <= 0) {
    return undefined;
  }
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function cut(text: string | undefined, longest: number): string | undefined {
  return text === undefined ? undefined : shorten(text, longest);
}
