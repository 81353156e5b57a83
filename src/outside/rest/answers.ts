import * as z from 'zod';
import { isRecord } from '../../indicators/json.ts';
import { parseJson } from '../../xdr/answer.ts';
import { legible } from '../../xsoar/markdown.ts';
import type { Indicators } from '../../xsoar/page.ts';
import { type PageText, readPageText } from '../../xsoar/page-text.ts';
import { RestError, unexpectedAnswer } from './failures.ts';
import type { RestAnswer } from './http.ts';

/** How a search answer begins: its list of indicators, and before it nothing that holds anything. */
const PAGE_START =
  /^\s*\{\s*(?:"\w+"\s*:\s*(?:null|true|false|[-+.\deE]+|\[\s*\])\s*,\s*)*"iocObjects"\s*:\s*\[/;
const LONGEST_START = 256;

/** A page as the engine knows it; `searchAfter` is where the next one begins. */
export interface SearchAnswer {
  iocs: Indicators;
  total: unknown;
  searchAfter: unknown;
}

/**
 * Reads a search answer. Its indicators stay text where that can be: a page is some megabytes, and the next one can be
 * asked for before they are looked at.
 * @param size how many were asked for
 * @throws RestError when it is none, or holds more than was asked for
 */
export function readSearchAnswer(body: Buffer, size: number): SearchAnswer {
  const { iocs, count, last, frame } = asTexts(body) ?? asWhole(body);
  expectAllAccounts(frame.accountErrors);
  if (count > size) {
    throw unexpectedAnswer(`${count} indicators where ${size} were asked for: it did not read the request`);
  }
  return { iocs, total: frame.total, searchAfter: isRecord(last) ? last.sortValues : undefined };
}

/** The main account of a multi-tenant server answers with what it got: what is missing must not look as if it were gone. */
function expectAllAccounts(errors: unknown): void {
  if (Array.isArray(errors) && errors.length > 0) {
    throw new RestError(
      'server',
      `XSOAR could not search all of its accounts: ${legible(errors.join('; '))}`,
      {
        advice:
          'Nothing was lost: the next run goes on from here. A single account is at https://…/acc_<name>.',
      },
    );
  }
}

/** Whether an answer is JSON. */
export function isJson({ body }: Pick<RestAnswer, 'body'>): boolean {
  return parseJson(body.toString('utf8')) !== undefined;
}

/** Whether an answer may be a page: it has an end. It is looked at when it is read. */
export function isPage({ body }: Pick<RestAnswer, 'body'>): boolean {
  return body
    .toString('latin1', Math.max(0, body.length - 64))
    .trimEnd()
    .endsWith('}');
}

/** Whether XSOAR says that it has created: 201 and nothing else. An empty 200 may be anybody's. */
export function isCreated(answer: Pick<RestAnswer, 'body' | 'status'>): boolean {
  return answer.status === 201 || isJson(answer);
}

type Read = PageText<Record<string, unknown>>;

function asTexts(body: Buffer): Read | undefined {
  const start = PAGE_START.exec(body.toString('latin1', 0, LONGEST_START))?.[0].length;
  return start === undefined ? undefined : readPageText(body, start, { frameOf, isBehind });
}

/** What is left where the indicators are left out: only a list that is empty now was the one that was cut. */
function frameOf(text: string): Record<string, unknown> | undefined {
  const frame = parseJson(text);
  return isRecord(frame) && Array.isArray(frame.iocObjects) && frame.iocObjects.length === 0
    ? frame
    : undefined;
}

function isBehind({ total }: Record<string, unknown>): boolean {
  return typeof total === 'number';
}

function asWhole(body: Buffer): Read {
  const frame = parseJson(body.toString('utf8'));
  if (!isRecord(frame)) {
    throw unexpectedAnswer(body.length === 0 ? 'nothing' : 'a text that is no JSON');
  }
  const { iocObjects = [] } = frame;
  if (iocObjects !== null && !Array.isArray(iocObjects)) {
    throw unexpectedAnswer('a list of indicators that is none');
  }
  const iocs: unknown[] = iocObjects ?? [];
  return { iocs, count: iocs.length, last: iocs.at(-1), frame };
}

const aboutShape = z.object({ demistoVersion: z.string() });

/** XSOAR's version. @throws RestError where it does not say */
export function readVersion(body: Buffer): string {
  const parsed = aboutShape.safeParse(parseJson(body.toString('utf8')));
  if (!parsed.success) {
    throw unexpectedAnswer('no version of an XSOAR');
  }
  return parsed.data.demistoVersion;
}
