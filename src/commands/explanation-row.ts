import { ruleSeverity } from '../indicators/rule.ts';
import type { Explanation } from '../sync/explain/explanation.ts';
import { rawRuleOf } from '../sync/explain/shown.ts';
import type { IocObject } from '../xdr/public-iocs.ts';
import { shorten } from '../xsoar/markdown.ts';
import type { ContextRow } from './outputs.ts';

/** An explanation as it stands in the context, under the names that playbooks use. */
export function explanationRow(one: Explanation): ContextRow {
  const { refused, xdr, writes } = one;
  return {
    Value: one.value,
    NextRun: one.nextRun,
    Deeds: one.deeds,
    Summary: one.summary,
    Steps: one.steps.map((step) => shorten(step)),
    InXSOAR: one.inXsoar,
    Type: one.type,
    Active: one.active,
    MatchesQuery: one.matches,
    FailingParts: one.failingParts,
    Sends: one.sends,
    Rejected: one.rejected,
    Refused: refused && { Reason: refused.reason, Since: refused.since, Times: refused.times },
    InXDR: one.inXdr,
    XDR: xdr && xdrRow(xdr),
    ChangedInXDR: one.waitsSince,
    Owed: one.isOwed,
    Writes: writes && { score: writes.score, ...writes.fields },
    Differences: one.differences.map(({ field, xsoar, xdr: there, wins, why }) => ({
      Field: field,
      XSOAR: shorten(xsoar),
      XDR: shorten(there),
      Wins: wins,
      Why: why,
    })),
  };
}

function xdrRow(ioc: IocObject): ContextRow {
  const { type, status, reputation, comment, expiration, source } = ioc;
  const expires = expiration !== undefined && expiration > 0 ? new Date(expiration) : undefined;
  return {
    Type: type,
    Status: status,
    Severity: ruleSeverity(rawRuleOf(ioc)),
    Reputation: reputation,
    Comment: comment,
    Expires: expires === undefined || Number.isNaN(expires.getTime()) ? undefined : expires.toISOString(),
    Source: source,
  };
}
