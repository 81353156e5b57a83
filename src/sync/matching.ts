import { isRecord } from '../indicators/json.ts';
import { xdrType } from '../indicators/types.ts';
import { valueKey } from '../indicators/values.ts';
import type { Engine } from './engine.ts';
import { activeQuery, findIndicators, type TypedValue } from './find.ts';
import { partsOf } from './query-parts.ts';

const VALUE_FIELDS = ['id', 'value', 'indicator_type'];
const ACTIVE = 'expirationStatus:active';
/** How many parts of a query are asked for one by one. */
const MOST_PARTS = 30;

type Indicator = Record<string, unknown>;

/**
 * On which parts of `expirationStatus:active AND (<Sync Query>)` indicators fail. XSOAR itself is asked, part by part.
 * @returns nothing for an indicator that matches; the parts as they stand in the query, for the others
 */
export async function failingParts(
  engine: Engine,
  indicators: readonly Indicator[],
): Promise<Map<Indicator, string[]>> {
  const failing = new Map<Indicator, string[]>();
  const matching = await idsWithin(engine, indicators, activeQuery(engine.config.query));
  const others = indicators.filter((x) => !matching.has(idOf(x)));
  if (others.length === 0) {
    return failing;
  }
  const parts = [ACTIVE, ...partsOf(engine.config.query).map(({ text }) => text)].slice(0, MOST_PARTS);
  for (const part of parts) {
    const found = await idsWithin(engine, others, part);
    for (const x of others.filter((one) => !found.has(idOf(one)))) {
      failing.set(x, [...(failing.get(x) ?? []), part]);
    }
  }
  for (const x of others.filter((one) => !failing.has(one))) {
    failing.set(x, [engine.config.query]);
  }
  return failing;
}

/** Tells of indicators that are pushed by name although they do not match the Sync Query. */
export async function tellNotMatching(engine: Engine, indicators: readonly Indicator[]): Promise<void> {
  const { config, report } = engine;
  const mayRetire = config.fetchIndicators && config.autoSync && config.retireAction !== 'leave';
  const then = mayRetire ? ', and a later fetch may retire it' : '';
  for (const [x, parts] of await failingParts(engine, indicators)) {
    const part = `${parts.length > 1 ? 'these parts' : 'this part'}: ${parts.map((text) => `'${text}'`).join(', ')}`;
    report.remark(
      String(x.value),
      `It does not match the 'Sync Query' (on ${part}). It is pushed because it was named${then}.`,
    );
  }
}

/** Which of these indicators match a query too. */
export async function indicatorsWithin(
  engine: Engine,
  indicators: readonly Indicator[],
  query: string,
): Promise<Set<Indicator>> {
  const ids = await idsWithin(engine, indicators, query);
  return new Set(indicators.filter((x) => ids.has(idOf(x))));
}

async function idsWithin(
  engine: Engine,
  indicators: readonly Indicator[],
  query: string,
): Promise<Set<string>> {
  const found = await findIndicators(engine, indicators.map(typedOf), VALUE_FIELDS, query);
  return new Set([...found.values()].flat().filter(isRecord).map(idOf));
}

function typedOf({ value, indicator_type: type }: Indicator): TypedValue {
  return { value: String(value), type: typeof type === 'string' ? xdrType(type) : '' };
}

/** What tells one indicator from another. */
function idOf(x: Indicator): string {
  const { value, type } = typedOf(x);
  return typeof x.id === 'string' ? x.id : `${type} ${valueKey(value, type)}`;
}
