/** A time as XSOAR's query language and the stored state have it: whole seconds, UTC. */
export function toQueryTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** What the instance keeps in step: active indicators that match the Sync Query. */
export function activeQuery(syncQuery: string): string {
  return `expirationStatus:active AND (${syncQuery})`;
}

/** Indicators of a query that were modified in a range of time (`from` included, `to` not). */
export function modifiedQuery(
  query: string,
  range: { from?: string | undefined; to?: string | undefined },
): string {
  const from = range.from === undefined ? '' : `modified:>=${range.from} and `;
  const to = range.to === undefined ? '' : `modified:<${range.to} and `;
  return `${from}${to}(${query})`;
}
