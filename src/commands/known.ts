import { isFrom } from '../indicators/echo.ts';
import { KNOWN_FIELDS } from '../indicators/fields.ts';
import { isRecord } from '../indicators/json.ts';
import { findNamed, typedByShape, typedValueOf } from '../sync/find.ts';
import { type Entry, EntryType } from '../xsoar/entries.ts';
import { escapeMarkdown, LONGEST_VALUE, shorten } from '../xsoar/markdown.ts';
import type { CommandContext } from './command.ts';
import { FirstRows } from './first-rows.ts';
import { iocTable } from './found.ts';
import { knownRow } from './held-rows.ts';
import { answer, type ContextRow } from './outputs.ts';
import { IOC } from './tables.ts';

/** How many values are looked up at a time. */
const CHUNK_SIZE = 2_000;
/** How many of them the entry holds; a file has the rest. */
const MOST_ROWS = 200;

/**
 * What XSOAR knows of the IOCs of some values, where XDR does not show them.
 * @param said why XDR does not
 */
export async function knownEntries(
  values: readonly string[],
  context: CommandContext,
  said: string,
): Promise<Entry[]> {
  const first = new FirstRows(context, 'xdr-iocs.jsonl', MOST_ROWS);
  for (let start = 0; start < values.length; start += CHUNK_SIZE) {
    for (const row of await rowsOf(values.slice(start, start + CHUNK_SIZE), context)) {
      first.add(row);
    }
  }
  const { rows, rest } = first;
  const shown = rows.map((row) => ({ ...row, Says: row.XsoarChanged === undefined ? NOTHING_SAID : '' }));
  const columns = ['Value', 'Type', 'XsoarStatus', 'XsoarChanged', 'Says'];
  const more = rest.count === 0 ? [] : [`${rest.count} more are in the file below.`];
  const texts = [
    `${escapeMarkdown(said)} This is what XSOAR knows of them, and XDR may hold something else.`,
    iocTable('As XSOAR knows them', shown, columns),
    ...more,
  ];
  return [answer(context, IOC, rows, texts.join('\n\n'), EntryType.warning), ...rest.entries()];
}

const NOTHING_SAID = 'This instance has taken nothing of it from XDR.';

async function rowsOf(values: readonly string[], context: CommandContext): Promise<ContextRow[]> {
  const found = await findNamed(context, values, KNOWN_FIELDS);
  return values.flatMap((value): ContextRow[] => {
    const indicators = (found.get(value) ?? []).filter(isRecord);
    return indicators.length === 0
      ? [{ Value: shorten(value, LONGEST_VALUE), Type: typedByShape(value).type }]
      : indicators.map((x) => knownRow(x, typedValueOf(x).type, changedAt(x, context)));
  });
}

/** When this instance last said something of an indicator. */
function changedAt(x: Record<string, unknown>, { source }: CommandContext): unknown {
  const entries = isRecord(x.moduleToFeedMap) ? Object.values(x.moduleToFeedMap).filter(isRecord) : [];
  const own = entries.find((entry) => isFrom(entry, source));
  return own?.modifiedTime ?? own?.fetchTime;
}
