import { isRecord } from '../indicators/json.ts';
import { elementsOf } from './element-ends.ts';
import { IndicatorTexts } from './indicator-texts.ts';

/** How a search answer begins: its list of indicators, and before it nothing that holds anything. */
const PAGE_START =
  /^\s*\{\s*"ok"\s*:\s*\{\s*(?:"\w+"\s*:\s*(?:null|true|false|[-+.\deE]+|\[\s*\])\s*,\s*)*"iocs"\s*:\s*\[/;
const LONGEST_START = 256;

/** Hears that a page's line is not needed any more, because its indicators have been gone through. */
type GiveBack = (line: Buffer) => void;

/**
 * Parses a line of JSON. The indicators of a search answer stay text (`IndicatorTexts`): a page is some megabytes, and
 * where it goes on is known before its indicators are looked at.
 * @throws SyntaxError when it is not JSON
 */
export function parseLine(line: Buffer, giveBack?: GiveBack): unknown {
  const start = PAGE_START.exec(line.toString('latin1', 0, LONGEST_START))?.[0].length;
  const page =
    start === undefined ? undefined : (guessPage(line, start, giveBack) ?? scanPage(line, start, giveBack));
  return page === undefined ? JSON.parse(line.toString('utf8')) : { ok: page };
}

/**
 * A page whose list of indicators most likely ends at the line's last `}]`. That it does is proved by two things that can
 * be parsed: the last indicator up to there, and what is left without the list. Another list of objects that begin
 * alike could still stand between; so what is read of a page must stand behind it, and whoever goes through the
 * indicators comes to the true end.
 */
function guessPage(line: Buffer, start: number, giveBack?: GiveBack): unknown {
  const end = line.lastIndexOf('}]') + 1;
  const page = end > start ? frameOf(line, start, end) : undefined;
  if (page === undefined || !isFilled(page.searchAfter) || typeof page.total !== 'number') {
    return undefined;
  }
  const iocs = new IndicatorTexts(line, start, giveBack);
  return iocs.canEndAt(end) ? { ...page, iocs } : undefined;
}

/** A page whose list of indicators is gone through, byte by byte, to find its end. */
function scanPage(line: Buffer, start: number, giveBack?: GiveBack): unknown {
  const elements = elementsOf(line, start);
  const page = elements === undefined ? undefined : frameOf(line, start, elements.end);
  if (elements === undefined || page === undefined) {
    return undefined;
  }
  const isEmpty = elements.count === 1 && line.toString('utf8', start, elements.end).trim() === '';
  return { ...page, iocs: isEmpty ? [] : new IndicatorTexts(line, start, giveBack) };
}

/** What is left where the indicators are left out: only a list that is empty now was the one that was cut. */
function frameOf(line: Buffer, start: number, end: number): Record<string, unknown> | undefined {
  try {
    const frame: unknown = JSON.parse(line.toString('utf8', 0, start) + line.toString('utf8', end));
    const page = isRecord(frame) ? frame.ok : undefined;
    return isRecord(page) && Array.isArray(page.iocs) && page.iocs.length === 0 ? page : undefined;
  } catch {
    return undefined;
  }
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
