import { isRecord } from '../indicators/json.ts';

/** The keys by which an indicator is named, and found in the order of a search. */
export const KEY_FIELDS: readonly string[] = ['id', 'modified', 'value'];

/** What names an indicator, as far as XSOAR says it. */
export interface IndicatorKey {
  value?: string;
  id?: string;
  modified?: string;
}

/** A value may be a megabyte; this much of it names it. */
const LONGEST_NAME = 200;

/** What is known of an indicator's name. */
export function keyOf(indicator: unknown): IndicatorKey {
  const { value, id, modified } = isRecord(indicator) ? indicator : {};
  return {
    ...(typeof value === 'string' ? { value } : {}),
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof modified === 'string' ? { modified } : {}),
  };
}

/** Such as `'192.0.2.1' (id 17, modified 2026-01-31T12:00:00Z)`. */
export function describeKey({ value, id, modified }: IndicatorKey): string {
  const name = value === undefined ? 'one without a value' : `'${value.slice(0, LONGEST_NAME)}'`;
  const rest = [id === undefined ? '' : `id ${id}`, modified === undefined ? '' : `modified ${modified}`];
  const known = rest.filter((part) => part !== '').join(', ');
  return known === '' ? name : `${name} (${known})`;
}
