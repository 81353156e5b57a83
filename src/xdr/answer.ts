import { isRecord } from '../indicators/json.ts';
import { isMarkup, textOfMarkup } from './html-text.ts';
import type { Cleaner } from './scrub.ts';

const LONGEST_QUOTE = 500;

/** The `reply` in an answer's JSON, or undefined where there is none. */
export function replyIn(json: unknown): { reply: unknown } | undefined {
  return isRecord(json) && json.reply !== undefined ? { reply: json.reply } : undefined;
}

/** Whether a JSON without `reply` is how XDR tells of an error. */
export function isErrorBody(json: unknown): boolean {
  return isRecord(json) && ['err_code', 'err_msg', 'errorCode'].some((name) => Object.hasOwn(json, name));
}

/**
 * What was said in a body, in one line; of a page, what it shows; empty where nothing was said.
 * @param status the HTTP status: a code in the body that says the same is not repeated
 * @param clean takes secrets out, before anything is cut off
 */
export function errorMessageOf(body: string, status: number, clean: Cleaner): string {
  const json = parseJson(body);
  if (json !== undefined) {
    return wordsOf(replyIn(json)?.reply ?? json, status, clean);
  }
  const text = clean.text(body);
  return quote(isMarkup(text) ? textOfMarkup(text) : text);
}

/** What a reply says: its message and what belongs to it, or where it has none, all of it. */
export function wordsOf(reply: unknown, status: number, clean: Cleaner): string {
  const words = isRecord(reply)
    ? [reply.err_msg ?? reply.message, reply.errorCode, extraOf(reply.err_extra)].filter(isSaid)
    : [];
  if (
    isRecord(reply) &&
    words.length > 0 &&
    isSaid(reply.err_code) &&
    String(reply.err_code) !== `${status}`
  ) {
    words.push(`error ${textOf(reply.err_code)}`);
  }
  const texts = words.length > 0 ? words : [reply];
  return [...new Set(texts.map((word) => quote(clean.text(textOf(word)))))].join('; ');
}

/** `err_extra` is a text, or a list of what is wrong with which part of the request. */
function extraOf(extra: unknown): unknown {
  return Array.isArray(extra) ? extra.map(problemOf).join('; ') : extra;
}

function problemOf(problem: unknown): string {
  if (!isRecord(problem) || !isSaid(problem.msg)) {
    return textOf(problem);
  }
  const where = Array.isArray(problem.loc) ? problem.loc.map(textOf).join('.') : problem.loc;
  const place = isSaid(where) ? `${textOf(where)}: ` : '';
  const type = isSaid(problem.type) ? ` (${textOf(problem.type)})` : '';
  return `${place}${textOf(problem.msg)}${type}`;
}

function isSaid(word: unknown): boolean {
  return word !== undefined && word !== null && word !== '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A foreign text as one line of bounded length. */
function quote(text: string): string {
  const line = text
    .slice(0, LONGEST_QUOTE * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}

/** The JSON in a text, or undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
