import { type Entry, EntryType } from '../../src/xsoar/entries.ts';
import type { Colours } from './colours.ts';
import { markdownLines } from './markdown.ts';
import { type Line, type Span, span, wrap } from './spans.ts';

/** How text is laid out, at this moment. */
export interface Look {
  readonly width: number;
  readonly colours: Colours;
}

const LEADS: Partial<Record<Entry['Type'], Line>> = {
  [EntryType.warning]: [span('Warning: ', 'warn')],
  [EntryType.error]: [span('Error: ', 'bad')],
};

/** An entry that is no file, as lines; execution metrics are for the server and show nothing. */
export function entryLines(entry: Entry, width: number): Line[] {
  if (entry.Type === EntryType.metrics) return [];
  const lead = LEADS[entry.Type] ?? [];
  if (entry.HumanReadable !== undefined && entry.HumanReadable !== '') {
    return markdownLines(entry.HumanReadable, width, lead);
  }
  const { Contents: contents } = entry;
  if (typeof contents !== 'string') {
    return [...(lead.length > 0 ? [lead] : []), ...wrap([span(json(contents))], width)];
  }
  return entry.ContentsFormat === 'markdown'
    ? markdownLines(contents, width, lead)
    : wrap([...lead, span(contents)], width);
}

/** Lines as the text that a terminal gets, with a line feed after each. */
export function toText(lines: readonly Line[], { colours }: Pick<Look, 'colours'>): string {
  const paintSpan = ({ text, kind }: Span) => (text === '' ? '' : colours[kind](text));
  return lines.map((line) => `${line.map(paintSpan).join('')}\n`).join('');
}

/** Anything as indented JSON; what JSON has no words for, as text. */
export function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2) ?? String(value);
}
