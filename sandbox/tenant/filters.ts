import * as z from 'zod';
import type { IocStore } from './ioc-store.ts';
import type { StoredIoc } from './stored-ioc.ts';

const field = z.literal('indicator');

/** The filters that `get` and `delete` take; several must all hold. */
export const filtersSchema = z.array(
  z.discriminatedUnion('operator', [
    z.object({ field, operator: z.literal('EQ'), value: z.string() }),
    z.object({ field, operator: z.literal('IN'), value: z.array(z.string()) }),
  ]),
);
export type Filters = z.infer<typeof filtersSchema>;

/** The IOCs that all filters let through: in the order of the first filter's values, each once. */
export function* select(store: IocStore, filters: Filters): Generator<StoredIoc> {
  const [first, ...others] = filters.map(
    (filter) => new Set(filter.operator === 'EQ' ? [filter.value] : filter.value),
  );
  if (first === undefined) {
    yield* store.all();
    return;
  }
  for (const value of first) {
    const ioc = others.every((values) => values.has(value)) ? store.get(value) : undefined;
    if (ioc !== undefined) {
      yield ioc;
    }
  }
}
