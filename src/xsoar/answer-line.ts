import { isRecord } from '../indicators/json.ts';
import { readPageText } from './page-text.ts';

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
  const page = start === undefined ? undefined : readPageText(line, start, { frameOf, isBehind, giveBack });
  return page === undefined ? JSON.parse(line.toString('utf8')) : { ok: { ...page.frame, iocs: page.iocs } };
}

/** What is left where the indicators are left out: only a list that is empty now was the one that was cut. */
function frameOf(text: string): Record<string, unknown> | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    const page = isRecord(frame) ? frame.ok : undefined;
    return isRecord(page) && Array.isArray(page.iocs) && page.iocs.length === 0 ? page : undefined;
  } catch {
    return undefined;
  }
}

function isBehind({ searchAfter, total }: Record<string, unknown>): boolean {
  return Array.isArray(searchAfter) && searchAfter.length > 0 && typeof total === 'number';
}
