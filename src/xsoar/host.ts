import { HostError } from '../errors.ts';
import type { NewIndicator } from '../indicators/new-indicator.ts';
import type { WarRoomResult } from './entries.ts';

export interface SearchRequest {
  query: string;
  /** How many indicators an answer may hold; XSOAR gives 4,000 at most. */
  size: number;
  /** Where to go on: the array that the last answer gave. Missing: from the beginning. */
  searchAfter?: readonly unknown[];
  /** The top-level keys of an indicator that the caller reads. The rest need not be sent. */
  fields: readonly string[];
}

export type LogLevel = 'debug' | 'info' | 'error';

/** What to do where XSOAR answers strangely. */
export const TRY_AGAIN =
  'The XSOAR server may be in trouble: look at its log. Nothing was lost: the next run goes on from here.';

/** Nobody answers any more: asking again, or for less, is of no use. */
export class HostGone extends HostError {}

/**
 * What XSOAR does for the integration, one method a platform call. Answers are `unknown` where XSOAR could send anything:
 * whoever reads them parses them. Every method rejects with a `HostError` when XSOAR reports a failure, and with a
 * `HostGone` when XSOAR is not there any more.
 */
export interface Host {
  /** One page of indicators, sorted by `modified`, then `id`: `{iocs, total, searchAfter}`. */
  searchIndicators(request: SearchRequest): Promise<unknown>;
  /** Creates or updates at most 2,000 indicators. */
  createIndicators(indicators: readonly NewIndicator[]): Promise<void>;
  /** The integration context, from the database: `{context, version}`. */
  readContext(): Promise<unknown>;
  /** Writes the integration context through to the database; rejects when `version` is no longer the newest. */
  writeContext(context: Readonly<Record<string, unknown>>, version: unknown): Promise<void>;
  /** Adds entries to the War Room. */
  results(results: readonly WarRoomResult[]): Promise<void>;
  log(level: LogLevel, text: string): Promise<void>;
  /** XSOAR's version, such as `8.4.0`. */
  version(): Promise<string>;
  /** The address of the XSOAR server, without a trailing slash. */
  serverUrl(): Promise<string>;
}
