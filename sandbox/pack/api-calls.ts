import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import { compileQuery } from '../xsoar/query.ts';

/** Which command of which instance called, and when. */
export interface Caller {
  /** In ms since the epoch. */
  at: number;
  brand: string;
  instance: string;
  command: string;
}

/** Calls of one command on one day that ended alike. */
export interface CallsOfDay extends Omit<Caller, 'at'> {
  /** `YYYY-MM-DD`. */
  day: string;
  /** How they ended, in the server's words, such as `QuotaError`. */
  ended: string;
  count: number;
}

/** The calls of the other side's API, as the server counts them from execution metrics. */
export class ApiCalls {
  readonly #days = new Map<string, CallsOfDay>();

  /** Counts what an entry of execution metrics tells; any other result tells nothing. */
  add(result: WarRoomResult, { at, brand, instance, command }: Caller): void {
    if (typeof result === 'string') return;
    const day = dayOf(at);
    for (const { Type: ended, APICallsCount: count } of result.APIExecutionMetrics ?? []) {
      const key = JSON.stringify([day, instance, command, ended]);
      const known = this.#days.get(key)?.count ?? 0;
      this.#days.set(key, { day, brand, instance, command, ended, count: known + count });
    }
  }

  /**
   * The calls that match a query such as `type:integration and apiResponseType:QuotaError`.
   * @param since the first day, `YYYY-MM-DD`
   * @throws QueryError
   */
  find(query: string, since: string): CallsOfDay[] {
    const matches = compileQuery(query);
    return [...this.#days.values()].filter(
      ({ day, brand, instance, command, ended }) =>
        day >= since &&
        matches({
          id: '',
          value: '',
          indicator_type: 'integration',
          modified: '',
          name: brand,
          instance,
          command,
          apiResponseType: ended,
        }),
    );
  }
}

/** The day of a time in ms, in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
