import { Rejection } from '../../indicators/rejection.ts';
import { type Rule, readRule } from '../../indicators/rule.ts';
import { valueKey } from '../../indicators/values.ts';
import type { Engine } from '../engine.ts';
import type { SyncState } from '../memory/state.ts';
import { pullStart } from '../pull.ts';

/** A first run begins its pull a moment before now: a little more is asked for. */
const MARGIN_MS = 10_000;

/** What people changed in XDR and no pull has taken yet, for these values alone. @throws XdrError */
export async function readChanges(
  engine: Engine,
  { pullCursor }: SyncState,
  values: readonly string[],
): Promise<Map<string, Rule[]>> {
  const byLetters = new Map<string, string[]>();
  for (const value of values) {
    const letters = valueKey(value, 'IP');
    byLetters.set(letters, [...(byLetters.get(letters) ?? []), value]);
  }
  const found = new Map<string, Rule[]>();
  const since = pullCursor ?? (await pullStart(engine)) - MARGIN_MS;
  const changes = await engine.xdr.getChanges(since);
  try {
    for await (const raw of changes.rules()) {
      const rule = readRule(raw);
      if (rule instanceof Rejection) {
        continue;
      }
      const named = byLetters.get(valueKey(rule.value, 'IP')) ?? [];
      for (const value of named.filter((one) => isSame(one, rule))) {
        found.set(value, [...(found.get(value) ?? []), rule]);
      }
    }
  } finally {
    await changes.close();
  }
  return found;
}

function isSame(value: string, rule: Rule): boolean {
  return valueKey(value, rule.type) === valueKey(rule.value, rule.type);
}
