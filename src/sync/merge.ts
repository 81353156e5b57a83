import { MERGE_FIELDS } from '../indicators/fields.ts';
import { isRecord } from '../indicators/json.ts';
import type { NewIndicator } from '../indicators/new-indicator.ts';
import type { Rule } from '../indicators/rule.ts';
import { valueKey } from '../indicators/values.ts';
import { type Engine, sidesOf } from './engine.ts';
import { activeQuery, findIndicators } from './find.ts';
import { withOwed } from './holding.ts';
import { hashOf, MOST_TIMED, timedHashes, timesByHash } from './memory/hashed.ts';
import { OwnDoings, withoutCallsBefore, withoutHashes } from './memory/own-status.ts';
import type { Report } from './memory/report.ts';
import type { Owed, SyncState } from './memory/state.ts';
import { tellOfficial } from './official.ts';
import { HITS_THAT_DISABLE, planRule, type RulePlan, type Sides, whichIndicator } from './two-sides.ts';

/** What tells an indicator from others. */
const VALUE_FIELDS = ['id', 'value', 'indicator_type', 'modified'];

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

/**
 * Plans what becomes of each rule. One look-up shows which rules are echoes, whatever matches the Sync Query; another one
 * is needed only for the rest.
 */
export async function planRules(
  engine: Engine,
  state: SyncState,
  rules: readonly DueRule[],
): Promise<Worked[]> {
  const found = await findIndicators(
    engine,
    rules.map(({ rule }) => rule),
    MERGE_FIELDS,
  );
  // A command may have enabled or disabled something beside this run: what XSOAR shows of that is known by now.
  const own = new OwnDoings((await engine.store.read()).ownStatus);
  tellOfficial(engine, state, [...found.values()].flat());
  const sides = await sidesOf(engine, state);
  const untils = new Map(state.owed.map(({ value, type, until }) => [valueKey(value, type), until]));
  const plan = (due: DueRule, matching: readonly unknown[]): Worked => {
    const { rule, key } = due;
    const all = found.get(key) ?? [];
    const matches = whichIndicator(rule, matching);
    const x = matches ?? whichIndicator(rule, all);
    const held = { x, siblings: all.filter(isRecord), matches: matches !== undefined };
    return { ...due, x, plan: planRule(rule, held, sidesFor(due, sides, state, untils), own.of(rule, key)) };
  };
  const planned = rules.map((due) => plan(due, found.get(due.key) ?? []));
  // Which of several indicators a rule is, only the Sync Query tells.
  const differing = planned.filter(
    ({ plan: { kind }, x, key }) => x !== undefined && (kind !== 'echo' || (found.get(key) ?? []).length > 1),
  );
  const differs = new Set(differing);
  const matching = await findIndicators(
    engine,
    differing.map(({ rule }) => rule),
    VALUE_FIELDS,
    activeQuery(engine.config.query),
  );
  const isMatching = (x: unknown, key: string): boolean =>
    (matching.get(key) ?? []).some((one) => isRecord(one) && isRecord(x) && one.id === x.id);
  return planned.map((one) =>
    differs.has(one)
      ? plan(
          one,
          (found.get(one.key) ?? []).filter((x) => isMatching(x, one.key)),
        )
      : one,
  );
}

/**
 * The settings before the present ones count for what was changed until everything had been pushed anew, and for what was
 * held back: that has not been pushed since it was.
 */
function sidesFor(
  { rule, key }: DueRule,
  sides: Sides,
  { sentBefore }: SyncState,
  untils: ReadonlyMap<string, number | undefined>,
): Sides {
  const until = sentBefore?.until;
  const isPast = until !== undefined && rule.modified > until && !untils.has(key);
  return {
    ...sides,
    before: isPast ? undefined : sides.before,
    isPushedAnew: until !== undefined,
    pushedUntil: untils.get(key) ?? sides.pushedUntil,
  };
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
        report.remark(
          rule.value,
          'Somebody deleted it in XDR; it stays in XSOAR. To send it again, push it by name.',
        );
        break;
      case 'left':
        report.leftAlone(rule, plan.reason);
        break;
      case 'echo':
      case 'old':
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
    report.remark(
      rule.value,
      `XDR disabled it by itself, after ${rule.hits} hits. Look whether it matches too much; !xdr-iocs-enable enables it.`,
    );
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
  return plan.kind === 'old' || (plan.kind === 'merge' && plan.write === undefined);
}

/** The state when rules are worked out, and the pull cursor has moved. */
export function withWorked(
  state: SyncState,
  worked: readonly Worked[],
  pullCursor: number,
  now: number,
): SyncState {
  const differing = worked.filter(({ plan }) => plan.kind === 'merge' || plan.kind === 'old');
  const answers = [...differing.filter(mustBeOwed), ...differing.filter((one) => !mustBeOwed(one))];
  const enabled = worked.filter(({ rule }) => rule.status === 'ENABLED').map(({ key }) => hashOf(key));
  const deletions = worked.filter(({ plan }) => plan.kind === 'deleted');
  const owed = withOwed(
    state.owed,
    answers.map((one) => answerTo(one, now)),
  );
  return {
    ...state,
    pullCursor,
    owed,
    workedOut: withTimes(state.workedOut, worked, pullCursor),
    deleted: withTimes(state.deleted, deletions, 0),
    ownStatus: withoutHashes(withoutCallsBefore(state.ownStatus, pullCursor), enabled),
    sentBefore: isOver(state.sentBefore, pullCursor) && owed.length === 0 ? undefined : state.sentBefore,
  };
}

/** Whether all that was changed under the settings before is worked out. */
function isOver(sentBefore: SyncState['sentBefore'], pullCursor: number): boolean {
  return sentBefore?.until !== undefined && sentBefore.until < pullCursor;
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
