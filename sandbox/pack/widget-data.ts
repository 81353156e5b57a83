import * as z from 'zod';
import { type Entry, EntryType } from '../../src/xsoar/entries.ts';
import { type CallsOfDay, dayOf } from './api-calls.ts';
import { textOf } from './context-path.ts';
import type { Widget } from './dashboard.ts';

/** Something that was counted. Hostile text. */
export interface Bar {
  name: string;
  count: number;
}

/** What a widget shows. Hostile text. */
export type WidgetData =
  | { kind: 'markdown'; text: string }
  | { kind: 'table'; columns: readonly string[]; rows: readonly (readonly string[])[] }
  | { kind: 'bars'; bars: readonly Bar[] }
  | { kind: 'days'; days: readonly string[]; series: readonly { name: string; counts: readonly number[] }[] }
  | { kind: 'failure'; text: string };

/** Where widgets take their data from. */
export interface WidgetSources {
  /** Runs a script of the pack; what it answered. */
  script(id: string): Promise<readonly Entry[]>;
  /** How many indicators match a query, by the values of a field. */
  groups(query: string, field: string): readonly Bar[];
  /** The calls of XDR's API that match a query, since a day. */
  calls(query: string, since: string): readonly CallsOfDay[];
  /** In ms since the epoch. */
  now(): number;
}

const DAY_MS = 86_400_000;
const LEAST_DAYS = 7;
const SUCCESS = 'Successful';
const barsShape = z.array(z.object({ name: z.string(), data: z.tuple([z.number()]) }));
const tableShape = z.object({ total: z.number(), data: z.array(z.record(z.string(), z.unknown())) });

/** What a widget shows now. @throws Error where the server could make nothing of it */
export async function dataOf(widget: Widget, sources: WidgetSources): Promise<WidgetData> {
  switch (widget.dataType) {
    case 'scripts':
      return ofScript(widget, await sources.script(widget.query));
    case 'indicators': {
      const [field] = widget.params.groupBy;
      if (field === undefined) throw new Error(`The widget ${widget.id} does not say by what it counts.`);
      return { kind: 'bars', bars: sources.groups(widget.query, field) };
    }
    case 'metrics':
      return ofMetrics(widget, sources);
  }
}

function ofScript({ id, query, params, widgetType }: Widget, [answer]: readonly Entry[]): WidgetData {
  if (answer === undefined) throw new Error(`The script ${query} answered nothing.`);
  if (answer.Type === EntryType.error) return { kind: 'failure', text: textOf(answer.Contents) };
  switch (widgetType) {
    case 'text':
      return { kind: 'markdown', text: z.string().parse(answer.Contents) };
    case 'bar': {
      const bars = barsShape.parse(JSON.parse(textOf(answer.Contents)));
      return { kind: 'bars', bars: bars.map(({ name, data: [count] }) => ({ name, count })) };
    }
    case 'table': {
      // Only the columns that the widget names are shown.
      const sorted = [...params.tableColumns].sort((one, other) => one.position - other.position);
      const columns = sorted.map(({ key }) => key);
      const { data } = tableShape.parse(answer);
      return { kind: 'table', columns, rows: data.map((row) => columns.map((key) => textOf(row[key]))) };
    }
    default:
      throw new Error(`A script cannot feed the widget ${id}: it is a ${widgetType}.`);
  }
}

function ofMetrics({ id, query, params, dateRange }: Widget, { calls, now }: WidgetSources): WidgetData {
  if (params.keys.join() !== 'sum|totalAPICalls' || params.groupBy.join() !== 'modified(d),apiResponseType') {
    throw new Error(`The sandbox does not count what the widget ${id} asks for.`);
  }
  const length = dateRange.period.fromValue ?? LEAST_DAYS;
  const days = Array.from({ length }, (_, index) => dayOf(now() - (length - 1 - index) * DAY_MS));
  const found = calls(query, days[0] ?? '');
  const failures = found.map(({ ended }) => ended).filter((ended) => ended !== SUCCESS);
  const succeeded = found.some(({ ended }) => ended === SUCCESS) ? [SUCCESS] : [];
  const names = [...succeeded, ...new Set(failures.sort())];
  const sum = (name: string, day: string) =>
    found.reduce((all, one) => all + (one.ended === name && one.day === day ? one.count : 0), 0);
  return {
    kind: 'days',
    days,
    series: names.map((name) => ({ name, counts: days.map((day) => sum(name, day)) })),
  };
}
