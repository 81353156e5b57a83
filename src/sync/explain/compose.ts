import { Rejection } from '../../indicators/rejection.ts';
import type { Engine } from '../engine.ts';
import type { SyncState } from '../memory/state.ts';
import type { Sides } from '../two-sides.ts';
import { contestsOf } from './contests.ts';
import type { Explanation } from './explanation.ts';
import type { Outcome } from './outcome.ts';
import { contestSteps, xdrSteps, xsoarSteps } from './sentences.ts';
import { principalOf, type Subject } from './subject.ts';
import { heardSteps, instanceSteps, summaryOf } from './summary.ts';

const ACTIVE = 'expirationStatus:active';

/** Puts together what is said of a value. */
export function compose(
  { config }: Engine,
  state: SyncState,
  sides: Sides,
  subject: Subject,
  outcome: Outcome,
): Explanation {
  const differences = contestsOf(subject, outcome, sides);
  const summary = summaryOf(subject, outcome, differences, { config, state });
  const counts = principalOf(subject);
  const mapped = counts?.mapped;
  const { refused } = subject;
  return {
    value: subject.value,
    nextRun: outcome.nextRun,
    deeds: outcome.deeds,
    summary,
    steps: [
      ...xsoarSteps(subject),
      ...xdrSteps(subject),
      ...contestSteps(differences),
      ...heardSteps(outcome.heard),
      ...instanceSteps(config, state, outcome.lines),
      summary,
    ],
    inXsoar: counts !== undefined,
    type: counts === undefined ? undefined : String(counts.x.indicator_type),
    active: counts === undefined ? undefined : !counts.failing.includes(ACTIVE),
    matches: counts === undefined ? undefined : counts.failing.length === 0,
    failingParts: counts?.failing ?? [],
    sends: outcome.sent ?? (mapped instanceof Rejection ? undefined : mapped),
    rejected: mapped instanceof Rejection ? mapped.reason : undefined,
    refused: refused && { reason: refused.reason, since: refused.since, times: refused.times },
    ...inXdrOf(subject),
    isOwed: subject.isOwed,
    writes: outcome.written,
    differences,
  };
}

function inXdrOf({ shown, rules }: Subject): Pick<Explanation, 'inXdr' | 'xdr' | 'waitsSince'> {
  const newest = Math.max(...(rules ?? []).map(({ modified }) => modified), 0);
  const isTold = rules?.some(({ deleted }) => !deleted) ?? false;
  const [xdr] = shown.kind === 'shown' ? shown.iocs : [];
  const unknown = isTold ? 'yes' : 'unknown';
  return {
    inXdr: shown.kind === 'shown' ? (xdr === undefined ? 'no' : 'yes') : unknown,
    xdr,
    waitsSince: newest > 0 ? new Date(newest).toISOString() : undefined,
  };
}
