import type { TypedValue } from '../sync/find.ts';
import type { Entry } from '../xsoar/entries.ts';
import { escapeMarkdown, LONGEST_VALUE, markdownTable, shorten } from '../xsoar/markdown.ts';
import type { CommandContext } from './command.ts';
import { FirstRows } from './first-rows.ts';
import { answer, type ContextRow } from './outputs.ts';
import { IOC } from './tables.ts';

/** How many IOCs the context may hold; a file has the rest. */
const MOST_ROWS = 1_000;
/** How many the table for people shows. */
const MOST_SHOWN = 50;
/** How many values the entry names of those that XDR does not hold. */
const MOST_MISSING = 20;
/** How much of a text a cell shows, in characters. */
const LONGEST_CELL = 100;

const COLUMNS = ['Value', 'Type', 'Status', 'Severity', 'Reputation', 'Hits', 'Source', 'Expires', 'Comment'];

/** IOCs as a table for people; a column of which nobody says anything is left out. */
export function iocTable(
  title: string,
  rows: readonly ContextRow[],
  columns: readonly string[] = COLUMNS,
): string {
  const used = columns.filter((name) => rows.some((row) => row[name] !== undefined && row[name] !== ''));
  const cells = rows.map((row) => used.map((name) => shorten(cellOf(row[name]), LONGEST_CELL)));
  return markdownTable(title, used, cells);
}

function cellOf(value: unknown): string {
  return value === undefined ? '' : String(value);
}

/** IOCs as they are found, in memory that does not grow: the first ones for the entry, the others in a file. */
export class Found {
  readonly #context: CommandContext;
  readonly #rows: FirstRows;
  readonly #missing: string[] = [];
  #count = 0;
  #missingCount = 0;

  constructor(context: CommandContext) {
    this.#context = context;
    this.#rows = new FirstRows(context, 'xdr-iocs.jsonl', MOST_ROWS);
  }

  /** How many were found. */
  get count(): number {
    return this.#count;
  }

  add(row: ContextRow): void {
    this.#count += 1;
    this.#rows.add(row);
  }

  /** A value of which XDR holds no IOC. */
  addMissing({ value, type }: TypedValue): void {
    this.#missingCount += 1;
    if (this.#missing.length < MOST_MISSING) {
      this.#missing.push(shorten(value));
    }
    this.#rows.add({ Value: shorten(value, LONGEST_VALUE), Type: type, InXDR: false });
  }

  /** @param note what was not seen, and why; empty where all was */
  entries(note: string): Entry[] {
    const { rows, rest } = this.#rows;
    const held = rows.filter(({ InXDR }) => InXDR === true).slice(0, MOST_SHOWN);
    const texts = [
      `XDR holds ${this.#count.toLocaleString('en-US')} of these IOCs.`,
      ...(note === '' ? [] : [note]),
      ...(held.length === 0 ? [] : [iocTable('IOCs in XDR', held)]),
      ...(this.#count > held.length ? [this.#moreText(held.length)] : []),
      ...(this.#missingCount === 0 ? [] : [this.#missingText()]),
    ];
    return [answer(this.#context, IOC, rows, texts.join('\n\n')), ...rest.entries()];
  }

  #moreText(shown: number): string {
    const where =
      this.#rows.rest.count === 0 ? 'in the context' : 'in the context, the rest in the file below';
    return `${(this.#count - shown).toLocaleString('en-US')} more are ${where}.`;
  }

  #missingText(): string {
    const named = this.#missing.map(escapeMarkdown).join(', ');
    const more = this.#missingCount - this.#missing.length;
    return `XDR does not hold ${named}${more === 0 ? '' : ` and ${more.toLocaleString('en-US')} more`}.`;
  }
}
