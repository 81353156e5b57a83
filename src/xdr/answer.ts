import { isRecord } from '../indicators/json.ts';
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
 * What XDR said in the body of an error, in one line; empty where it said nothing, or a proxy in between spoke HTML.
 * @param clean takes secrets out, before anything is cut off
 */
export function errorMessageOf(body: string, clean: Cleaner): string {
  const json = parseJson(body);
  if (json !== undefined) {
    return wordsOf(replyIn(json)?.reply ?? json, clean);
  }
  return body.trimStart().startsWith('<') ? '' : quote(clean.text(body));
}

/** What a reply says: its message and what belongs to it, or where it has none, all of it. */
export function wordsOf(reply: unknown, clean: Cleaner): string {
  const words = isRecord(reply)
    ? [reply.err_msg ?? reply.message, reply.errorCode, extraOf(reply.err_extra)].filter(isSaid)
    : [];
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
