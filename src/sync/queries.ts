/**
 * What XSOAR's index has not shown yet must not be stepped over: nothing younger than this is read, in ms.
 */
export const SETTLING_MS = 30_000;

/** A time as XSOAR's query language and the stored state have it: whole seconds, UTC. */
export function toQueryTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** What the instance keeps in step: active indicators that match the Sync Query. */
export function activeQuery(syncQuery: string): string {
  return `expirationStatus:active AND (${syncQuery})`;
}

/** Indicators of the Sync Query that were modified in a range of time (`from` included, `to` not). */
export function modifiedQuery(syncQuery: string, range: { from?: string | undefined; to: string }): string {
  const from = range.from === undefined ? '' : `modified:>=${range.from} and `;
  return `${from}modified:<${range.to} and (${activeQuery(syncQuery)})`;
}
