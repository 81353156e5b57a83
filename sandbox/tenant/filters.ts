import * as z from 'zod';
import type { IocStore } from './ioc-store.ts';
import type { StoredIoc } from './stored-ioc.ts';
import { toListed } from './wire.ts';

const FIELDS = [
  'indicator',
  'type',
  'severity',
  'expiration_date',
  'default_expiration_enabled',
  'comment',
  'reputation',
  'reliability',
  'rule_id',
] as const;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const field = z.enum(FIELDS);

/** The filters that `get` and `delete` take; several must all hold. */
export const filtersSchema = z.array(
  z.discriminatedUnion('operator', [
    z.object({ field, operator: z.enum(['EQ', 'NEQ', 'GTE', 'LTE']), value: scalar }),
    z.object({ field, operator: z.literal('IN'), value: z.array(scalar) }),
  ]),
);
export type Filters = z.infer<typeof filtersSchema>;
type Filter = Filters[number];

/** The IOCs that all filters let through, each once: by value where a filter names values, else all are looked at. */
export function* select(store: IocStore, filters: Filters): Generator<StoredIoc> {
  const named = filters.find(
    ({ field: name, operator }) => name === 'indicator' && (operator === 'EQ' || operator === 'IN'),
  );
  for (const ioc of named === undefined ? store.all() : namedBy(named, store)) {
    if (filters.every((filter) => filter === named || holds(filter, ioc, store))) {
      yield ioc;
    }
  }
}

function namedBy({ value }: Filter, store: IocStore): Set<StoredIoc> {
  const values = Array.isArray(value) ? value : [value];
  return new Set(values.map((text) => store.get(String(text))).filter((ioc) => ioc !== undefined));
}

function holds(filter: Filter, ioc: StoredIoc, store: IocStore): boolean {
  const { field: name, operator, value } = filter;
  const found = toListed(store, ioc, false)[name];
  const equals = (wanted: unknown): boolean =>
    name === 'indicator' ? store.get(String(wanted)) === ioc : found === wanted;
  switch (operator) {
    case 'EQ':
      return equals(value);
    case 'NEQ':
      return !equals(value);
    case 'IN':
      return value.some(equals);
    case 'GTE':
      return isComparable(found, value) && found >= value;
    case 'LTE':
      return isComparable(found, value) && found <= value;
  }
}

function isComparable(found: unknown, wanted: unknown): found is string | number {
  return typeof found === typeof wanted && (typeof found === 'string' || typeof found === 'number');
}
