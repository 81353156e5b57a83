import { type Entry, EntryType } from '../xsoar/entries.ts';
import type { CommandContext } from './command.ts';

/** What the platform knows as the type of a context value. */
export type OutputType = 'String' | 'Number' | 'Boolean' | 'Date' | 'Unknown';

/** One value that a command leaves in the context. */
export interface Output {
  /** Such as `XDRIOC.IOC.Value`. */
  path: string;
  type: OutputType;
  description: string;
}

/** Objects of one kind in the context. Two that agree in the fields of `by` are one: the later replaces the earlier. */
export interface ContextTable {
  /** Such as `XDRIOC.IOC`. */
  path: string;
  by: readonly string[];
  /** What an object may hold; a dot names a field of a field. */
  fields: Readonly<Record<string, readonly [OutputType, string]>>;
}

/** One object for the context: text as it is, unescaped. Fields that are undefined are left out. */
export type ContextRow = Readonly<Record<string, unknown>>;

/** Every object in the context names the instance that gave it: with two instances, a command runs on both. */
export const INSTANCE: ContextTable['fields'] = {
  Instance: ['String', 'The integration instance that answered.'],
};

/** The longest context of an entry, in characters of JSON: an entry may be 5 MB, and a character three bytes. */
const LONGEST_CONTEXT = 500_000;

/** The declared outputs of a table, or of some of its fields. */
export function outputsOf({ path, fields }: ContextTable, ...names: readonly string[]): Output[] {
  return Object.entries(fields)
    .filter(([name]) => names.length === 0 || names.includes(name) || name === 'Instance')
    .map(([name, [type, description]]) => ({ path: `${path}.${name}`, type, description }));
}

/** The key under which a table's objects stand in the context; it says which of them are one and the same. */
export function contextKey({ path, by }: ContextTable): string {
  const [first = ''] = by;
  const same = by.map((name) => `val.${name} == obj.${name}`);
  return `${path}(${[`val.${first}`, ...same].join(' && ')})`;
}

/** Objects of one table. */
export interface Part {
  table: ContextTable;
  rows: readonly ContextRow[];
}

/** An entry that answers with the objects of one table; see `answers`. */
export function answer(
  context: Pick<CommandContext, 'invocation'>,
  table: ContextTable,
  rows: readonly ContextRow[],
  markdown: string,
  type: EntryType = EntryType.note,
): Entry {
  return answers(context, [{ table, rows }], markdown, type);
}

/**
 * An entry that answers with data: Markdown for people, objects in the context for playbooks, the same as JSON.
 * Objects that do not fit into an entry any more are left out, the last ones first: the caller offers them as a file.
 */
export function answers(
  { invocation }: Pick<CommandContext, 'invocation'>,
  parts: readonly Part[],
  markdown: string,
  type: EntryType = EntryType.note,
): Entry {
  let room = LONGEST_CONTEXT;
  const kept = parts.map(({ table, rows }) => {
    const named = rows.map((row) => ({ ...row, Instance: invocation.instance }));
    const fitting = fittingRows(named, room);
    room -= lengthOf(fitting);
    return { table, rows: fitting };
  });
  const [only] = kept;
  const contents = kept.length === 1 && only !== undefined ? only.rows : byName(kept);
  const filled = kept.filter(({ rows }) => rows.length > 0);
  return {
    Type: type,
    ContentsFormat: 'json',
    Contents: contents,
    HumanReadable: markdown,
    IgnoreAutoExtract: true,
    ...(filled.length === 0
      ? {}
      : { EntryContext: Object.fromEntries(filled.map(({ table, rows }) => [contextKey(table), rows])) }),
  };
}

/** Each table's objects under its own name: `XDRIOC.IOC` as `IOC`. */
function byName(parts: readonly Part[]): Record<string, readonly ContextRow[]> {
  return Object.fromEntries(parts.map(({ table, rows }) => [table.path.split('.').at(-1) ?? '', rows]));
}

/** The first objects, as plain JSON, as many as fit. */
export function fittingRows(rows: readonly ContextRow[], room = LONGEST_CONTEXT): ContextRow[] {
  const kept: ContextRow[] = [];
  let left = room;
  for (const row of rows) {
    const text = JSON.stringify(row);
    left -= text.length;
    if (left < 0) {
      break;
    }
    kept.push(JSON.parse(text) as ContextRow);
  }
  return kept;
}

function lengthOf(rows: readonly ContextRow[]): number {
  return rows.reduce((sum, row) => sum + JSON.stringify(row).length, 0);
}
