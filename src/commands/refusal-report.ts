import { Refusals } from '../sync/refusals.ts';
import { type Entry, warning } from '../xsoar/entries.ts';
import type { Invocation } from '../xsoar/invocation.ts';
import { legible, markdownTable } from '../xsoar/markdown.ts';
import { RestFile } from '../xsoar/rest-file.ts';

/** What did not get through while a command ran: a warning lists the first ones, a file has the rest. */
export class RefusalReport {
  readonly refusals: Refusals;
  readonly #rest: RestFile;

  constructor(invocation: Invocation) {
    const rest = new RestFile(invocation, 'xdr-iocs-refused.jsonl');
    this.#rest = rest;
    this.refusals = new Refusals(({ value, reason }) => rest.add({ indicator: value, reason }));
  }

  /** The entries; none where all got through. */
  entries(title: string): Entry[] {
    const { details } = this.refusals;
    if (details.length === 0) {
      return [];
    }
    const rows = details.map(({ value, reason }) => [value, reason]);
    const table = markdownTable(title, ['Indicator', 'Reason'], rows);
    const lines = details.map(({ value, reason }) => `${legible(value)}: ${legible(reason)}`);
    const more = this.#rest.count === 0 ? '' : `\n\n${this.#rest.count} more are in the file below.`;
    return [warning([title, ...lines].join('\n') + more, table + more), ...this.#rest.entries()];
  }
}
