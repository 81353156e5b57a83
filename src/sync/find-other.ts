import { OUTGOING_FIELDS } from '../indicators/fields.ts';
import type { Ioc } from '../indicators/ioc.ts';
import { Rejection } from '../indicators/rejection.ts';
import { toIoc } from '../indicators/to-ioc.ts';
import { searchPages } from '../xsoar/search.ts';
import type { Engine } from './engine.ts';
import { activeQuery } from './queries.ts';

/**
 * One IOC of the Sync Query that is not among these, out of the oldest: XDR has most likely acknowledged it before, and
 * pushing it again shows whether XDR takes anything at all.
 */
export async function findOther(engine: Engine, than: readonly Ioc[]): Promise<Ioc | undefined> {
  const values = new Set(than.map(({ indicator }) => indicator));
  const rules = await engine.outgoingRules();
  const query = activeQuery(engine.config.query);
  for await (const { indicators } of searchPages(engine.host, { query, fields: OUTGOING_FIELDS })) {
    for (const indicator of indicators) {
      const mapped = toIoc(indicator, rules);
      if (!(mapped instanceof Rejection) && !values.has(mapped.indicator)) {
        return mapped;
      }
    }
  }
  return undefined;
}
