import { type Entry, EntryType } from '../../src/xsoar/entries.ts';
import type { Look } from './colours.ts';
import { markdownLines } from './markdown.ts';
import { wrap } from './wrap.ts';

/** An entry that is no file, as lines; execution metrics are for the server and show nothing. */
export function entryLines(entry: Entry, look: Look): string[] {
  const { width, paint } = look;
  if (entry.Type === EntryType.metrics) return [];
  const lead = leadOf(entry, look);
  if (entry.HumanReadable !== undefined && entry.HumanReadable !== '') {
    return markdownLines(entry.HumanReadable, look, lead);
  }
  const { Contents: contents } = entry;
  if (typeof contents !== 'string') {
    return [...(lead === '' ? [] : wrap(lead, width)), ...wrap(paint.plain(json(contents)), width)];
  }
  return entry.ContentsFormat === 'markdown'
    ? markdownLines(contents, look, lead)
    : wrap(lead + paint.plain(contents), width);
}

function leadOf({ Type: type }: Entry, { paint }: Look): string {
  if (type === EntryType.warning) return paint.warn('Warning: ');
  return type === EntryType.error ? paint.bad('Error: ') : '';
}

/** Anything as indented JSON; what JSON has no words for, as text. */
export function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2) ?? String(value);
}
