import { isRecord } from '../indicators/json.ts';
import { elementsOf } from './element-ends.ts';
import { IndicatorTexts } from './indicator-texts.ts';

/** How a search answer begins: its list of indicators, and before it nothing that holds anything. */
const PAGE_START =
  /^\s*\{\s*"ok"\s*:\s*\{\s*(?:"\w+"\s*:\s*(?:null|true|false|[-+.\deE]+|\[\s*\])\s*,\s*)*"iocs"\s*:\s*\[/;
const LONGEST_START = 256;

/**
 * Parses a line of JSON. The indicators of a search answer stay text (`IndicatorTexts`): a page is some megabytes, and
 * where it goes on is known before its indicators are looked at.
 * @param giveBack called with a page's line when its indicators have been gone through, and nobody needs it any more
 * @throws SyntaxError when it is not JSON
 */
export function parseLine(line: Buffer, giveBack?: (line: Buffer) => void): unknown {
  return parsePage(line, giveBack) ?? JSON.parse(line.toString('utf8'));
}

function parsePage(line: Buffer, giveBack?: (line: Buffer) => void): unknown {
  const start = PAGE_START.exec(line.toString('latin1', 0, LONGEST_START))?.[0].length;
  if (start === undefined) {
    return undefined;
  }
  const likely = likelyEnd(line, start);
  let page = likely === undefined ? undefined : frameOf(line, start, likely);
  let texts: IndicatorTexts | undefined;
  if (
    page !== undefined &&
    likely !== undefined &&
    Array.isArray(page.searchAfter) &&
    page.searchAfter.length > 0 &&
    typeof page.total === 'number'
  ) {
    texts = new IndicatorTexts(line, start, giveBack);
    if (texts.endsAt(likely)) return { ok: { ...page, iocs: texts } };
  }
  const elements = elementsOf(line, start);
  page = elements === undefined ? undefined : frameOf(line, start, elements.end);
  if (elements === undefined || page === undefined) {
    return undefined;
  }
  const isEmpty = elements.count === 1 && line.toString('utf8', start, elements.end).trim() === '';
  return { ok: { ...page, iocs: isEmpty ? [] : (texts ?? new IndicatorTexts(line, start, giveBack)) } };
}


/** Where the list most likely ends: at the line's last bracket that has a brace before it. */
function likelyEnd(line: Buffer, start: number): number | undefined {
  const at = line.lastIndexOf('}]');
  return at < start ? undefined : at + 1;
}

/** What is left of a page where its indicators are left out; undefined where that is no page with an empty list now. */
function frameOf(line: Buffer, start: number, end: number): Record<string, unknown> | undefined {
  try {
    const frame: unknown = JSON.parse(line.toString('utf8', 0, start) + line.toString('utf8', end));
    const page = isRecord(frame) ? frame.ok : undefined;
    return isRecord(page) && Array.isArray(page.iocs) && page.iocs.length === 0 ? page : undefined;
  } catch {
    return undefined;
  }
}
