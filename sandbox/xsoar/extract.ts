import type { Found } from './classify.ts';
import { findInJson } from './extract-json.ts';
import { findInText } from './extract-text.ts';

/**
 * Finds the indicators in a text, a CSV table, a hosts file, JSON (a value, or one a line) or a STIX 2.1 bundle; defanged
 * ones too. Each once, in their order. An address is found as a whole: the host of a URL is not one more indicator.
 */
export function extractIndicators(text: string): Found[] {
  const found = new Map<string, Found>();
  for (const indicator of find(text.startsWith('\uFEFF') ? text.slice(1) : text)) {
    const key = `${indicator.type} ${indicator.type === 'URL' ? indicator.value : indicator.value.toLowerCase()}`;
    if (!found.has(key)) {
      found.set(key, indicator);
    }
  }
  return [...found.values()];
}

function find(text: string): Iterable<Found> {
  const json = parsed(text);
  return json === undefined ? findInText(text) : findInJson(json);
}

/** JSON, or lines of it; undefined for what is neither. */
function parsed(text: string): unknown {
  const start = text.trimStart().charAt(0);
  if (start !== '{' && start !== '[') {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return parsedLines(text);
  }
}

function parsedLines(text: string): unknown[] | undefined {
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): unknown => JSON.parse(line));
  } catch {
    return undefined;
  }
}
