import { MERGE_FIELDS } from '../indicators/fields.ts';
import { isRecord } from '../indicators/json.ts';
import type { NewIndicator } from '../indicators/new-indicator.ts';
import type { Rule } from '../indicators/rule.ts';
import { valueKey } from '../indicators/values.ts';
import { type Engine, sidesOf } from './engine.ts';
import { activeQuery, findIndicators } from './find.ts';
import { withOwed } from './holding.ts';
import { hashOf, MOST_TIMED, timedHashes, timesByHash } from './memory/hashed.ts';
import { type OwnDoings, withoutCallsBefore, withoutHashes } from './memory/own-status.ts';
import type { Report } from './memory/report.ts';
import type { Owed, SyncState } from './memory/state.ts';
import { HITS_THAT_DISABLE, planRule, type RulePlan, type Sides, whichIndicator } from './two-sides.ts';

/** A rule that is to be worked out. */
export interface DueRule {
  rule: Rule;
  key: string;
  /** How many rules of the answer are done with this one. */
  position: number;
}

/** A rule, what it is in XSOAR, and what becomes of it. */
export interface Worked extends DueRule {
  x: Record<string, unknown> | undefined;
  plan: RulePlan;
}

/** Plans what becomes of each rule: two look-ups for all of them, one where all match the Sync Query. */
export async function planRules(
  engine: Engine,
  state: SyncState,
  own: OwnDoings,
  rules: readonly DueRule[],
): Promise<Worked[]> {
  if (rules.length === 0) {
    return [];
  }
  const values = rules.map(({ rule }) => rule);
  const query = activeQuery(engine.config.query);
  const matching = await findIndicators(engine, values, MERGE_FIELDS, query);
  const others = values.filter(({ value, type }) => (matching.get(valueKey(value, type)) ?? []).length === 0);
  const any = await findIndicators(engine, others, MERGE_FIELDS);
  const sides = await sidesOf(engine, state);
  return rules.map((due) => {
    const { rule, key } = due;
    const matches = whichIndicator(rule, matching.get(key) ?? []);
    const x = matches ?? whichIndicator(rule, any.get(key) ?? []);
    const plan = planRule(rule, x, matches !== undefined, sidesFor(rule, sides, state), own.of(rule, key));
    return { ...due, x, plan };
  });
}

/** The settings before the present ones count for what was changed until everything had been pushed anew. */
function sidesFor(rule: Rule, sides: Sides, { sentBefore }: SyncState): Sides {
  const until = sentBefore?.until;
  return until !== undefined && rule.modified > until ? { ...sides, before: undefined } : sides;
}

/** Tells what is taken and what is passed over. @returns what is to be written to XSOAR */
export function tellPlans(worked: readonly Worked[], report: Report): NewIndicator[] {
  const writes: NewIndicator[] = [];
  for (const { rule, x, plan } of worked) {
    switch (plan.kind) {
      case 'merge':
        report.taken(rule.value, plan.taken);
        report.passedOver(rule.value, plan.passedOver, timesOfBoth(rule, x));
        tellHits(rule, plan.taken, report);
        break;
      case 'create':
        report.created(rule.value);
        report.passedOver(rule.value, plan.passedOver, timesOfBoth(rule, x));
        break;
      case 'deleted':
        report.remark(rule.value, 'Somebody deleted it in XDR; it stays in XSOAR.');
        break;
      case 'left':
        report.leftAlone(rule, plan.reason);
        break;
      case 'echo':
        break;
    }
    if ('write' in plan && plan.write !== undefined) {
      writes.push(plan.write);
    }
  }
  return writes;
}

function tellHits(rule: Rule, taken: readonly { field: string; xdr: string }[], report: Report): void {
  const isDisabled = taken.some(({ field, xdr }) => field === 'status' && xdr === 'DISABLED');
  if (isDisabled && rule.hits >= HITS_THAT_DISABLE) {
    report.remark(rule.value, `XDR disabled it by itself, after ${rule.hits} hits.`);
  }
}

/** When each side was changed last. */
function timesOfBoth(rule: Rule, x: Record<string, unknown> | undefined): { xsoar: string; xdr: string } {
  return {
    xsoar: typeof x?.modified === 'string' ? x.modified : 'not held yet',
    xdr: new Date(Math.max(0, rule.modified)).toISOString(),
  };
}

/** Whether the answer to a rule must be remembered, because no change in XSOAR will bring it about. */
export function mustBeOwed({ plan }: Worked): boolean {
  return plan.kind === 'merge' && plan.write === undefined;
}

/** The state when rules are worked out, and the pull cursor has moved. */
export function withWorked(
  state: SyncState,
  worked: readonly Worked[],
  pullCursor: number,
  now: number,
): SyncState {
  const differing = worked.filter(({ plan }) => plan.kind === 'merge');
  const owed = [...differing.filter(mustBeOwed), ...differing.filter((one) => !mustBeOwed(one))];
  const enabled = worked.filter(({ rule }) => rule.status === 'ENABLED').map(({ key }) => hashOf(key));
  const deletions = worked.filter(({ plan }) => plan.kind === 'deleted');
  const until = state.sentBefore?.until;
  return {
    ...state,
    pullCursor,
    owed: withOwed(
      state.owed,
      owed.map((one) => answerTo(one, now)),
    ),
    workedOut: withTimes(state.workedOut, worked, pullCursor),
    deleted: withTimes(state.deleted, deletions, 0),
    ownStatus: withoutHashes(withoutCallsBefore(state.ownStatus, pullCursor), enabled),
    sentBefore: until !== undefined && until < pullCursor ? undefined : state.sentBefore,
  };
}

/** Remembers when rules were changed, as far as the cursor has not passed them. */
function withTimes(
  timed: SyncState['workedOut'],
  worked: readonly Worked[],
  pullCursor: number,
): SyncState['workedOut'] {
  const times = timesByHash(timed.filter(([time]) => time >= pullCursor));
  for (const { rule, key } of worked) {
    if (rule.modified >= pullCursor && times.size < MOST_TIMED) {
      times.set(hashOf(key), rule.modified);
    }
  }
  return timedHashes(times);
}

/** Every rule that differed gets an answer: a later run pushes the indicator, whether or not it was modified. */
function answerTo({ rule, x, plan }: Worked, now: number): Owed {
  const write = 'write' in plan ? plan.write : undefined;
  const status = write?.fields.xdrstatus;
  return {
    value: rule.value,
    type: rule.type,
    at: now,
    ...(write === undefined || !isRecord(x) ? {} : { modified: String(x.modified) }),
    ...(status === 'enabled' || status === 'disabled' ? { status } : {}),
  };
}
