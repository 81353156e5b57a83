import type { KnownRefusal } from '../sync/memory/state.ts';
import { markdownTable } from '../xsoar/markdown.ts';
import { optionalText, wholeNumber } from './argument-kinds.ts';
import { asDefault } from './arguments.ts';
import { defineCommand } from './command.ts';
import { answer, type ContextRow, outputsOf } from './outputs.ts';
import { REFUSED } from './tables.ts';

/** `xdr-iocs-refused`: what did not reach XDR the last time it was sent. */
export const refused = defineCommand({
  name: 'xdr-iocs-refused',
  description:
    'Shows the indicators that did not reach Cortex XDR the last time they were sent, the newest first: why, since when, and what to do.',
  arguments: {
    value: asDefault(optionalText('A part of the value, in any case.')),
    limit: wholeNumber('How many to show.', { fallback: 50, least: 1, most: 200 }),
  },
  outputs: outputsOf(REFUSED),
  example: ['fetch', '!xdr-iocs-refused'],
  run: async ({ value, limit }, context) => {
    const { refused: known, refusedInAll } = await context.store.read();
    const part = value?.toLowerCase() ?? '';
    const fitting = known.filter((one) => one.value.toLowerCase().includes(part)).reverse();
    const rows = fitting.slice(0, limit).map(rowOf);
    const texts = [
      `Indicators that did not reach XDR the last time they were sent: ${known.length} (the newest 200 are kept). In all since they are counted: ${refusedInAll}.`,
      ...(value === undefined ? [] : [`With this part in their value: ${fitting.length}.`]),
      ...(fitting.length > rows.length ? [`The newest ${rows.length} are shown; set limit for more.`] : []),
      ...(rows.length === 0 ? [] : [tableOf(rows)]),
      ...new Set(rows.map(({ ToDo }) => String(ToDo))),
    ];
    return [answer(context, REFUSED, rows, texts.join('\n\n'))];
  },
});

function rowOf({ value, type, reason, byXdr = false, since, times }: KnownRefusal): ContextRow {
  return {
    Value: value,
    Type: type,
    Reason: reason,
    ByXDR: byXdr,
    Since: since,
    Times: times,
    ToDo: byXdr ? XDR_REFUSED : OURS,
  };
}

const OURS =
  'Do what the reason says. A modified indicator is sent again by itself; to send it at once: xdr-iocs-push with its value.';
const XDR_REFUSED =
  'Where the reason is what XDR said: correct the indicator in XSOAR, or exclude it in the Sync Query. To send it again at once: xdr-iocs-push with its value.';

function tableOf(rows: readonly ContextRow[]): string {
  const columns = ['Value', 'Type', 'Reason', 'Since', 'Times'];
  const cells = rows.map((row) => columns.map((name) => String(row[name] ?? '')));
  return markdownTable('Refused, the newest first', ['Indicator', 'Type', 'Reason', 'Since', 'Times'], cells);
}
