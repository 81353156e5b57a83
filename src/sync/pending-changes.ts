import { ECHO_FIELDS } from '../indicators/fields.ts';
import { isRecord } from '../indicators/json.ts';
import { lookUp } from '../xsoar/lookup.ts';
import type { Engine } from './engine.ts';
import { activeQuery } from './queries.ts';
import { laterCursor, type SyncState } from './state.ts';

/** An indicator that was changed in XDR. */
export interface Changed {
  value: string;
  /** When, in ms since the epoch, in XSOAR's time. */
  changedAt: number;
}

/**
 * Which of these were changed in XSOAR after they were changed in XDR, and wait to be pushed: of two changes of the
 * same value the later one wins, so a pull must not put XDR's earlier one on top.
 * @param known the indicators in XSOAR, by value in lower case
 * @returns their values, in lower case
 */
export async function pendingChanges(
  engine: Engine,
  state: SyncState,
  changes: readonly Changed[],
  known: ReadonlyMap<string, readonly unknown[]>,
): Promise<ReadonlySet<string>> {
  if (!engine.config.autoSync) {
    return new Set();
  }
  const later = changes.filter(({ value, changedAt }) =>
    (known.get(value.toLowerCase()) ?? []).some(
      (indicator) => modifiedAt(indicator) > changedAt && isUnpushed(indicator, state),
    ),
  );
  const values = later.map(({ value }) => value);
  const found = await lookUp(engine.host, values, ECHO_FIELDS, activeQuery(engine.config.query));
  return new Set([...found].filter(([, indicators]) => indicators.length > 0).map(([value]) => value));
}

function modifiedAt(indicator: unknown): number {
  return isRecord(indicator) ? Date.parse(String(indicator.modified)) : Number.NaN;
}

/** Whether it lies behind what XDR has acknowledged. */
function isUnpushed(indicator: unknown, { pushCursor, pushStart }: SyncState): boolean {
  const { modified, id } = isRecord(indicator) ? indicator : {};
  const place = [modified, id];
  return pushCursor === undefined
    ? modifiedAt(indicator) >= Date.parse(pushStart ?? '')
    : laterCursor(place, pushCursor) === place;
}
