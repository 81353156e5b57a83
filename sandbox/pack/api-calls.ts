import * as z from 'zod';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';

/** Which command of which instance called, and when. */
export interface Caller {
  /** In ms since the epoch. */
  at: number;
  brand: string;
  instance: string;
  command: string;
}

/** Calls of one command on one day (`YYYY-MM-DD`) that ended alike, in the server's words, such as `QuotaError`. */
export type CallsOfDay = z.output<typeof callsShape>;

const callsShape = z.object({
  day: z.string(),
  brand: z.string(),
  instance: z.string(),
  command: z.string(),
  ended: z.string(),
  count: z.int().min(1),
});

/** What `contents` gives, for a snapshot. */
export const callsContentsShape = z.array(callsShape);

const CLAUSE = /^(\w+):(?:"([^"\\]*)"|([\w-]+))$/;

/** What a query may name of a call. */
const FIELDS = new Map<string, (calls: CallsOfDay) => string>([
  ['type', () => 'integration'],
  ['name', ({ brand }) => brand],
  ['instance', ({ instance }) => instance],
  ['command', ({ command }) => command],
  ['apiResponseType', ({ ended }) => ended],
]);

/** The calls of the other side's API, as the server counts them from execution metrics. */
export class ApiCalls {
  readonly #days = new Map<string, CallsOfDay>();

  /** Counts what an entry of execution metrics tells; any other result tells nothing. */
  add(result: WarRoomResult, { at, ...caller }: Caller): void {
    if (typeof result === 'string') return;
    for (const { Type: ended, APICallsCount: count } of result.APIExecutionMetrics ?? []) {
      this.#count({ day: dayOf(at), ...caller, ended, count });
    }
  }

  /** All of them, as plain JSON. */
  contents(): CallsOfDay[] {
    return [...this.#days.values()];
  }

  /** Takes the place of all that was counted. */
  restore(contents: readonly CallsOfDay[]): void {
    this.#days.clear();
    for (const calls of contents) this.#count(calls);
  }

  /**
   * The calls that match a query such as `type:integration and name:"An integration"`.
   * @param since the first day, `YYYY-MM-DD`
   * @throws Error for a query of another form: the pack asks for no more
   */
  find(query: string, since: string): CallsOfDay[] {
    const clauses = query.split(' and ').map((clause) => {
      const [, field = '', quoted, plain] = CLAUSE.exec(clause) ?? [];
      const read = FIELDS.get(field);
      if (read === undefined)
        throw new Error(`This is no query of calls that the sandbox can read: ${query}`);
      return (calls: CallsOfDay) => read(calls) === (quoted ?? plain);
    });
    return this.contents().filter((calls) => calls.day >= since && clauses.every((holds) => holds(calls)));
  }

  #count(calls: CallsOfDay): void {
    const key = JSON.stringify([calls.day, calls.instance, calls.command, calls.ended]);
    this.#days.set(key, { ...calls, count: calls.count + (this.#days.get(key)?.count ?? 0) });
  }
}

/** The day of a time in ms, in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
