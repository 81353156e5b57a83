import { adBlock } from './ad-block.ts';
import { csvReader } from './csv.ts';
import type { Reader } from './found.ts';
import { hosts } from './hosts.ts';
import { jsonReader } from './json.ts';
import { lineListReader } from './line-list.ts';
import { linesOf } from './lines.ts';
import { proseReader } from './prose.ts';
import { resolver } from './resolver.ts';
import { valueListReader } from './value-list.ts';

/** A feed of MISP comes with a list of hashes of its values, each with an event's id: no hash of a file is in it. */
const MISP_HASH = /^[0-9a-f]{32},[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MARKUP = /^\s*<(?:\?xml|!doctype|html|[a-z][\w:-]{0,50}[\s>])/i;

/** Finds out what a text is, from the most telling form to the least. */
export function detect(text: string): Reader {
  if (MISP_HASH.test(linesOf(text).next().value ?? '')) {
    return { name: "a MISP feed's list of hashes, which are of no files", read: () => [] };
  }
  const json = jsonReader(text);
  if (json !== undefined) {
    return json;
  }
  if (MARKUP.test(text.slice(0, 1_000))) {
    return proseReader(text, true);
  }
  return (
    csvReader(text, true) ??
    lineListReader(text, [hosts, adBlock, resolver]) ??
    valueListReader(text) ??
    csvReader(text, false) ??
    proseReader(text, false)
  );
}
