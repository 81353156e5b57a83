import { scoreAfterEcho } from '../indicators/echo.ts';
import { ECHO_FIELDS } from '../indicators/fields.ts';
import { fromRule } from '../indicators/from-rule.ts';
import type { NewIndicator } from '../indicators/new-indicator.ts';
import { Rejection } from '../indicators/rejection.ts';
import { modifyTimeOf } from '../indicators/rule.ts';
import { lookUp } from '../xsoar/lookup.ts';
import type { Engine } from './engine.ts';
import { type Changed, pendingChanges } from './pending-changes.ts';
import type { Refusals } from './refusals.ts';
import type { SyncState } from './state.ts';

/** The most indicators that XSOAR takes at once. */
const CHUNK_SIZE = 2_000;

/** A state in which there is a pull cursor. */
export type PullState = SyncState & { pullCursor: number };

/**
 * Brings what people changed in XDR to XSOAR, oldest first; the pull cursor follows what XSOAR took.
 * @param state says from where on, and what XDR has acknowledged of XSOAR's
 */
export async function pull(engine: Engine, state: PullState, refusals: Refusals): Promise<void> {
  const rules = oldestFirst(await engine.xdr.getChanges(state.pullCursor));
  let taken = 0;
  let lastMs = 0;
  for (let start = 0; start < rules.length; start += CHUNK_SIZE) {
    if (start > 0 && !engine.budget.hasTimeFor(lastMs)) {
      break;
    }
    const startedAt = engine.clock.now();
    const chunk = rules.slice(start, start + CHUNK_SIZE);
    taken += await takeChunk(engine, state, chunk, refusals);
    await advance(engine, chunk, rules[start + CHUNK_SIZE]);
    lastMs = engine.clock.now() - startedAt;
  }
  engine.log.debug(`Took ${taken} changes from XDR.`);
}

/** A change in XDR, as XSOAR takes it. */
interface Incoming extends Changed {
  indicator: NewIndicator;
}

async function takeChunk(
  engine: Engine,
  state: SyncState,
  chunk: readonly unknown[],
  refusals: Refusals,
): Promise<number> {
  const changes = mapChanges(engine, chunk, refusals);
  const values = changes.map(({ value }) => value);
  const known = await lookUp(engine.host, values, ECHO_FIELDS);
  const pending = await pendingChanges(engine, state, changes, known);
  const indicators = changes
    .filter(({ value }) => !pending.has(value.toLowerCase()))
    .map(({ indicator }) => afterEcho(indicator, known));
  if (indicators.length > 0) {
    await engine.host.createIndicators(indicators);
  }
  return indicators.length;
}

function mapChanges(engine: Engine, chunk: readonly unknown[], refusals: Refusals): Incoming[] {
  const offset = engine.tenantNow() - engine.clock.now();
  const changes: Incoming[] = [];
  for (const rule of chunk) {
    const indicator = fromRule(rule, engine.config.incoming);
    if (indicator instanceof Rejection) {
      refusals.add(indicator);
    } else {
      changes.push({ indicator, value: indicator.value, changedAt: modifyTimeOf(rule) - offset });
    }
  }
  return changes;
}

/** A score that XDR merely got from XSOAR does not come back as an opinion of its own. */
function afterEcho(indicator: NewIndicator, known: ReadonlyMap<string, readonly unknown[]>): NewIndicator {
  const found = known.get(indicator.value.toLowerCase())?.[0];
  return { ...indicator, score: scoreAfterEcho(indicator.score, found) };
}

/**
 * Moves the pull cursor behind a chunk; not past the next change, which may be of the same millisecond.
 * Changes that do not say when they were made move nothing.
 */
async function advance(engine: Engine, chunk: readonly unknown[], next: unknown): Promise<void> {
  const last = Math.max(...chunk.map(modifyTimeOf));
  const behind = next === undefined ? last + 1 : Math.min(last + 1, modifyTimeOf(next));
  if (last >= 0) {
    await engine.store.update((state) => ({
      ...state,
      pullCursor: Math.max(state.pullCursor ?? 0, behind),
    }));
  }
}

function oldestFirst(rules: readonly unknown[]): unknown[] {
  return [...rules].sort((one, other) => modifyTimeOf(one) - modifyTimeOf(other));
}
