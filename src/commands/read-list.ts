import { isRecord } from '../indicators/json.ts';

/** One value of a list argument, or a piece of one. */
export interface Part {
  text: string;
  /** Where it begins in the text that was given; undefined where it is a value as it stands, whatever it holds. */
  at: number | undefined;
}

/** What a list argument holds. */
export interface GivenList {
  parts: readonly Part[];
  /** The text that was given, where it was one. */
  text: string;
}

/** A longer text is no value. */
export const LONGEST_VALUE = 8_192;

const SEPARATOR = /[,;\r\n]/;

/**
 * Reads what was given for a list: a text with commas, semicolons or lines, a JSON list or object in text, a list, or
 * an indicator (a button hands over the whole object). An indicator's value is meant.
 * @returns undefined where it is none of these
 */
export function readList(given: unknown): GivenList | undefined {
  if (typeof given === 'string') {
    return readText(given.trim());
  }
  const elements: readonly unknown[] = Array.isArray(given) ? given : [given];
  const values = elements.filter((element) => element !== null && element !== undefined).map(valueIn);
  return values.every((value) => value !== undefined) ? { parts: values.map(whole), text: '' } : undefined;
}

/** The value of a text, a number or an indicator; undefined where there is none. */
function valueIn(given: unknown): string | undefined {
  const value = isRecord(given) ? given.value : given;
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : undefined;
}

function readText(text: string): GivenList | undefined {
  const json = /^[[{]/.test(text) ? parseJson(text) : undefined;
  // No JSON after all: an IPv6 address in brackets, for one.
  return json === undefined ? { parts: splitText(text), text } : readList(json);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Splits at separators; what stands in double quotes is one value. */
function splitText(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at <= text.length) {
    const quoted = quotedAt(text, at);
    if (quoted !== undefined) {
      parts.push(whole(quoted.value));
      at = quoted.end + 1;
      continue;
    }
    const length = text.slice(at).search(SEPARATOR);
    const end = length < 0 ? text.length : at + length;
    parts.push({ text: text.slice(at, end), at });
    at = end + 1;
  }
  return parts.filter((part) => part.text.trim() !== '');
}

/** A quote that is never closed must not make the whole text be read again and again: hence the bound. */
const QUOTED = new RegExp(String.raw`\s*"((?:[^"]|""){1,${LONGEST_VALUE}})"[^\S\r\n]*(?=[,;\r\n]|$)`, 'y');

/** A value in double quotes that begins here and ends before a separator; `""` in it is a quote. */
function quotedAt(text: string, at: number): { value: string; end: number } | undefined {
  const pattern = new RegExp(QUOTED);
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match === null
    ? undefined
    : { value: (match[1] ?? '').replaceAll('""', '"'), end: pattern.lastIndex };
}

function whole(text: string): Part {
  return { text, at: undefined };
}
