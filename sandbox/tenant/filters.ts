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

/** The filters that `get` and `delete` take, by one value or any of some; several must all hold. */
export const filtersSchema = z.array(
  z.discriminatedUnion('operator', [
    z.object({ field, operator: z.literal('EQ'), value: scalar }),
    z.object({ field, operator: z.literal('IN'), value: z.array(scalar) }),
  ]),
);
export type Filters = z.infer<typeof filtersSchema>;
type Filter = Filters[number];

/** The IOCs that all filters let through, each once: by value where a filter names values, else all are looked at. */
export function* select(store: IocStore, filters: Filters): Generator<StoredIoc> {
  const named = filters.find((filter) => filter.field === 'indicator');
  for (const ioc of named === undefined ? store.all() : namedBy(named, store)) {
    if (filters.every((filter) => filter === named || holds(filter, ioc, store))) {
      yield ioc;
    }
  }
}

function namedBy({ value }: Filter, store: IocStore): Set<StoredIoc> {
  return new Set([value].flat().flatMap((text) => store.get(String(text)) ?? []));
}

function holds({ field: name, value }: Filter, ioc: StoredIoc, store: IocStore): boolean {
  const found = toListed(store, ioc, false)[name];
  return [value]
    .flat()
    .some((wanted) => (name === 'indicator' ? store.get(String(wanted)) === ioc : found === wanted));
}
