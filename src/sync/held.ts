import { XdrError } from '../errors.ts';
import { valueKey } from '../indicators/values.ts';
import type { Filter, IocObject } from '../xdr/public-iocs.ts';
import type { Engine } from './engine.ts';

/** How many values one question carries. */
const ASKED_AT_ONCE = 100;

/** The IOCs that XDR holds of some values, however they are spelt, and the values of which it holds none. */
export interface HeldOf {
  found: readonly IocObject[];
  missing: readonly string[];
}

/**
 * Asks XDR for IOCs by their values, a hundred at a time.
 * @param more other conditions
 * @throws XdrError of the kind 'not-offered' where the tenant does not show its IOCs
 */
export async function* heldOf(
  { xdr }: Pick<Engine, 'xdr'>,
  values: readonly string[],
  more: readonly Filter[] = [],
  pageSize?: number,
): AsyncGenerator<HeldOf, void, undefined> {
  for (let start = 0; start < values.length; start += ASKED_AT_ONCE) {
    const chunk = values.slice(start, start + ASKED_AT_ONCE);
    const asked = new Map(chunk.map((value) => [folded(value), [] as string[]]));
    for (const value of chunk) {
      asked.get(folded(value))?.push(value);
    }
    const wanted = [...new Set([...chunk, ...asked.keys()])];
    const filter: Filter = { field: 'indicator', operator: 'IN', value: wanted };
    const found: IocObject[] = [];
    const seen = new Set<string>();
    for await (const ioc of xdr.getIocs([filter, ...more], pageSize === undefined ? {} : { pageSize })) {
      const { indicator = '', type = '' } = ioc;
      const isSame = (value: string): boolean => valueKey(value, type) === valueKey(indicator, type);
      const values = (asked.get(folded(indicator)) ?? []).filter(isSame);
      if (values.length > 0) {
        found.push(ioc);
      }
      for (const value of values) {
        seen.add(value);
      }
    }
    yield { found, missing: chunk.filter((value) => !seen.has(value)) };
  }
}

/**
 * The IOCs that XDR shows under values that are spelt just so, a hundred values at a time.
 * @throws XdrError of the kind 'not-offered' where the tenant does not show its IOCs
 */
export async function* iocsSpelt(
  { xdr }: Pick<Engine, 'xdr'>,
  values: readonly string[],
): AsyncGenerator<IocObject, void, undefined> {
  for (let start = 0; start < values.length; start += ASKED_AT_ONCE) {
    const value = values.slice(start, start + ASKED_AT_ONCE);
    yield* xdr.getIocs([{ field: 'indicator', operator: 'IN', value }]);
  }
}

/** As most values are spelt: in one case, and an address without its `/32`. */
function folded(value: string): string {
  return valueKey(value, 'IP');
}

/** Whether a call failed because this tenant, or this key, does not have it. */
export function isNotOffered(thrown: unknown): thrown is XdrError {
  return thrown instanceof XdrError && thrown.kind === 'not-offered';
}
