import { UsageError } from '../../src/errors.ts';

/** One word of a line, without its quotes. */
export interface Word {
  /** What stands before the first `=`, where that is a name. */
  readonly name: string | undefined;
  /** What stands after it, or the whole word where there is no name. */
  readonly value: string;
  /** The whole word. */
  readonly text: string;
}

/** A line that was typed: its first word and the rest. */
export interface CommandLine {
  readonly command: string;
  readonly words: readonly Word[];
}

const NAME = /^([A-Za-z_][\w.-]*)=/;
const QUOTES = '"\'`';
/** What counts in JSON to find its end: strings, in which brackets mean nothing, and brackets. */
const JSON_TOKEN = /"(?:[^"\\]|\\.)*"?|[[\]{}]/gs;

/**
 * Reads `!command name=value other="a value"`. A value may stand in `"…"` or `'…'`, where a backslash goes before that
 * quote or another backslash, or in backticks, where nothing is special; a JSON list or object needs no quotes.
 * Blank lines and those that begin with `#` are `undefined`.
 * @throws UsageError that names the place
 */
export function parseLine(line: string): CommandLine | undefined {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const command = (/^!?\s*(\S*)/.exec(text) ?? [])[1] ?? '';
  if (command === '') throw new UsageError('There is no command after the !.', { advice: 'Try help.' });
  const words: Word[] = [];
  let at = text.indexOf(command) + command.length;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) at += 1;
    else {
      const { word, end } = readWord(text, at);
      words.push(word);
      at = end;
    }
  }
  return { command, words };
}

/** A value as it must be typed to arrive unchanged. */
export function quote(value: string): string {
  if (/^[^\s"'`[{#][^\s]*$/.test(value)) return value;
  const mark = value.includes('"') && !value.includes("'") ? "'" : '"';
  return `${mark}${value.replace(mark === '"' ? /["\\]/g : /\\/g, '\\$&')}${mark}`;
}

function readWord(text: string, start: number): { word: Word; end: number } {
  const name = NAME.exec(text.slice(start, start + 200))?.[1];
  const from = name === undefined ? start : start + name.length + 1;
  const { value, end } = readValue(text, from);
  return { word: { name, value, text: name === undefined ? value : `${name}=${value}` }, end };
}

function readValue(text: string, start: number): { value: string; end: number } {
  const first = text[start] ?? ' ';
  if (QUOTES.includes(first)) return readQuoted(text, start, first);
  const bare = '[{'.includes(first) ? (endOfJson(text, start) ?? start) : start;
  const rest = /^\S*/.exec(text.slice(bare))?.[0] ?? '';
  return { value: text.slice(start, bare) + rest, end: bare + rest.length };
}

function readQuoted(text: string, start: number, quoteMark: string): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (character === '\\' && quoteMark !== '`' && (next === '\\' || next === quoteMark)) {
      value += next;
      at += 1;
    } else if (character === quoteMark) {
      if (/\S/.test(next)) {
        throw new UsageError(`At character ${at + 2}: a blank must follow the closing ${quoteMark}.`, {
          advice: 'Put the whole value in one pair of quotes; a \\ goes before a quote inside.',
        });
      }
      return { value, end: at + 1 };
    } else value += character;
  }
  throw new UsageError(`At character ${start + 1}: the ${quoteMark} is never closed.`);
}

/** Where the JSON that begins at `start` ends, or undefined where it never does: then it is no JSON, but a text. */
function endOfJson(text: string, start: number): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.slice(start).matchAll(JSON_TOKEN)) {
    if ('[{'.includes(token)) depth += 1;
    else if (']}'.includes(token)) depth -= 1;
    if (depth === 0) return start + index + 1;
  }
  return undefined;
}
