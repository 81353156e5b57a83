import { MERGE_FIELDS } from '../../indicators/fields.ts';
import { isRecord } from '../../indicators/json.ts';
import type { Rule } from '../../indicators/rule.ts';
import { toIoc } from '../../indicators/to-ioc.ts';
import { valueKey } from '../../indicators/values.ts';
import { shorten } from '../../xsoar/markdown.ts';
import type { Engine } from '../engine.ts';
import { findNamed, keyOfIndicator, typedValueOf } from '../find.ts';
import { failingParts, indicatorsWithin } from '../matching.ts';
import { OwnDoings } from '../memory/own-status.ts';
import type { SyncState } from '../memory/state.ts';
import { withShown } from './shown.ts';
import type { HeldIndicator, Subject } from './subject.ts';

/**
 * Asks both sides, and the state, for all that they say of values.
 * @param rulesOf the rules that wait for a value; undefined where XDR did not answer
 */
export async function gather(
  engine: Engine,
  state: SyncState,
  values: readonly string[],
  rulesOf: ((value: string) => readonly Rule[]) | undefined,
): Promise<Subject[]> {
  const found = await findNamed(engine, values, MERGE_FIELDS);
  const all = [...new Set([...found.values()].flat())].filter(isRecord);
  const failing = await failingParts(engine, all);
  const others = all.filter((x) => failing.has(x));
  const retiring = await indicatorsWithin(engine, others, engine.config.retireQuery);
  const rules = await engine.outgoingRules();
  const own = new OwnDoings(state.ownStatus);
  const subjects = values.map((value) => {
    const held = (found.get(value) ?? []).filter(isRecord).map((x) => ({
      x,
      failing: failing.get(x) ?? [],
      matchesRetireQuery: retiring.has(x),
      mapped: toIoc(x, rules),
    }));
    return subjectOf(value, held, rulesOf?.(value), { state, own });
  });
  // Where XDR did not answer one question, it is not asked the next one.
  return rulesOf === undefined ? subjects : await withShown(engine, subjects);
}

function subjectOf(
  value: string,
  held: readonly HeldIndicator[],
  rules: readonly Rule[] | undefined,
  { state, own }: { state: SyncState; own: OwnDoings },
): Subject {
  const told = rules ?? [];
  const keys = new Set([
    ...held.map(({ x }) => keyOfIndicator(x)),
    ...told.map((rule) => valueKey(rule.value, rule.type)),
  ]);
  const spelt = new Set([
    value,
    ...held.flatMap(({ x }) => [String(x.value), typedValueOf(x).value]),
    ...told.map((rule) => rule.value),
  ]);
  const shortened = new Set([...spelt].map((text) => shorten(text)));
  return {
    value,
    held,
    keys,
    spelt,
    rules,
    shown: { kind: 'failed', reason: 'XDR did not answer.' },
    refused: state.refused.find((one) => shortened.has(one.value)),
    isOwed: state.owed.some((one) => keys.has(valueKey(one.value, one.type))),
    isRetired: [...keys].some((key) => own.isRetired(key)),
  };
}
