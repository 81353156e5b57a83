import { isRecord } from '../indicators/json.ts';
import { endsOfElements, IndicatorTexts } from './indicator-texts.ts';

/** How a search answer begins: its list of indicators, and before it nothing that holds anything. */
const PAGE_START =
  /^\s*\{\s*"ok"\s*:\s*\{\s*(?:"\w+"\s*:\s*(?:null|true|false|[-+.\deE]+|\[\s*\])\s*,\s*)*"iocs"\s*:\s*\[/;
const LONGEST_START = 256;

/**
 * Parses a line of JSON. The indicators of a search answer stay text (`IndicatorTexts`): a page is some megabytes, and
 * where it goes on is known before its indicators are looked at.
 * @throws SyntaxError when it is not JSON
 */
export function parseLine(line: Buffer): unknown {
  return parsePage(line) ?? JSON.parse(line.toString('utf8'));
}

function parsePage(line: Buffer): unknown {
  const start = PAGE_START.exec(line.toString('latin1', 0, LONGEST_START))?.[0].length;
  const ends = start === undefined ? undefined : endsOfElements(line, start);
  const end = ends?.at(-1);
  if (start === undefined || ends === undefined || end === undefined) {
    return undefined;
  }
  // What is left where the indicators are left out: only a list that is empty now was the one that was cut.
  const frame: unknown = JSON.parse(line.toString('utf8', 0, start) + line.toString('utf8', end));
  const page = isRecord(frame) ? frame.ok : undefined;
  if (!isRecord(page) || !Array.isArray(page.iocs) || page.iocs.length > 0) {
    return undefined;
  }
  const isEmpty = ends.length === 1 && line.toString('utf8', start, end).trim() === '';
  return { ok: { ...page, iocs: isEmpty ? [] : new IndicatorTexts(line, start, ends) } };
}
