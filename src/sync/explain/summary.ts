import type { Config } from '../../config.ts';
import { legible } from '../../xsoar/markdown.ts';
import type { SyncState } from '../memory/state.ts';
import type { Heard } from '../rehearsal/heard-report.ts';
import type { Contest, NextRun } from './explanation.ts';
import type { Outcome } from './outcome.ts';
import { quote } from './sentences.ts';
import { principalOf, type Subject } from './subject.ts';

/** What the instance's settings and its state say of every value. */
export function instanceSteps(
  config: Config,
  { inFirstSync, pushStart }: SyncState,
  lines: readonly string[],
): string[] {
  const first =
    pushStart === undefined
      ? ['Nothing was synced yet.']
      : inFirstSync
        ? ['The first sync is not finished.']
        : [];
  return [
    ...first,
    ...(config.fetchIndicators ? [] : ["'Fetches indicators' is off: the next run is !xdr-iocs-push."]),
    ...(config.fetchIndicators && !config.autoSync
      ? ["'Auto Sync' is off: a run only takes changes from XDR; a push by name goes out all the same."]
      : []),
    ...lines.map(legible),
  ];
}

/** What a rehearsed run told of a value, as far as it is no difference of a field. */
export function heardSteps(heard: readonly Heard[]): string[] {
  return heard.flatMap((one) => {
    switch (one.kind) {
      case 'held back':
        return ['It is held back from the push, because a change in XDR waits: that is merged first.'];
      case 'rejected':
      case 'refused':
      case 'remark':
      case 'not taken':
      case 'left':
        return [legible(one.reason)];
      default:
        return [];
    }
  });
}

/** The next run in one sentence. */
export function summaryOf(
  subject: Subject,
  outcome: Outcome,
  contests: readonly Contest[],
  { config, state }: { config: Config; state: SyncState },
): string {
  const words = outcome.deeds.length === 0 ? [outcome.nextRun] : outcome.deeds;
  return words.map((word) => SUMMARIES[word]({ subject, outcome, contests, config, state })).join(' ');
}

interface Told {
  subject: Subject;
  outcome: Outcome;
  contests: readonly Contest[];
  config: Config;
  state: SyncState;
}

const THE_ANSWER = 'A later run pushes the indicator, so that both sides say the same.';

const SUMMARIES: Readonly<Record<NextRun, (told: Told) => string>> = {
  push: ({ outcome, subject }) =>
    outcome.sent?.status === undefined && subject.shown.kind !== 'shown'
      ? `The next run sends it to XDR as ${legible(outcome.sent?.type ?? '')}. Whether XDR keeps it disabled is unknown.`
      : `The next run sends it to XDR as ${legible(outcome.sent?.type ?? '')}.`,
  'push and enable': () => 'The next run sends it to XDR, and enables it there.',
  pull: ({ contests }) =>
    `The next run writes what a person changed in XDR to XSOAR: ${fieldsWonBy('XDR', contests)}. ${THE_ANSWER}`,
  create: ({ outcome }) =>
    `The next run creates it in XSOAR as ${quote(outcome.written?.type ?? '')}: a person made it in XDR.`,
  disable: () => 'The next run disables the IOC: its indicator has left.',
  delete: () =>
    'The next run deletes the IOC, or disables it where the API key may not delete: its indicator has left.',
  'pass over': ({ contests }) =>
    `The next run passes over what a person changed in XDR: ${fieldsWonBy('XSOAR', contests)}. ${THE_ANSWER}`,
  tell: () => 'The next run changes nothing, and tells what is said above.',
  wait: whyWait,
  reject: () => 'The next run does not send it, and says why.',
  nothing: whyNothing,
  unknown: () => 'What the next run does cannot be told: XDR did not answer.',
};

function fieldsWonBy(who: Contest['wins'], contests: readonly Contest[]): string {
  const fields = contests.filter(({ wins }) => wins === who).map(({ field }) => field);
  return fields.length === 0 ? 'what differs has no place in XSOAR' : [...new Set(fields)].join(', ');
}

function whyWait({ outcome, subject }: Told): string {
  if (outcome.isBraked) {
    return 'Its indicator has left, but the next run retires nothing; !xdr-iocs-retire does.';
  }
  return subject.isOwed
    ? 'The next run leaves it to a later one: XSOAR may not show yet what was written to it.'
    : 'The next run remembers it, and a later one pushes it.';
}

function whyNothing({ subject, config, state }: Told): string {
  if (!config.fetchIndicators && state.pushStart === undefined) {
    return 'Nothing was synced yet, and this instance does not fetch: !xdr-iocs-sync begins.';
  }
  const counts = principalOf(subject);
  if (counts === undefined) {
    return 'The next run does nothing: XSOAR does not hold it, and no change in XDR waits.';
  }
  if (counts.failing.length === 0) {
    return config.autoSync || !config.fetchIndicators
      ? 'The next run does nothing: the indicator was not modified since it was pushed.'
      : "The next run does nothing: 'Auto Sync' is off.";
  }
  if (!config.fetchIndicators || !config.autoSync) {
    return 'The next run does nothing: the indicator does not match, and this instance retires nothing by itself.';
  }
  if (config.retireAction === 'leave') {
    return "The next run does nothing: the indicator does not match, and 'When an indicator leaves' says to leave the IOC.";
  }
  if (!counts.matchesRetireQuery) {
    return "The next run does nothing: the indicator does not match the 'Sync Query', nor the 'Retire Query'.";
  }
  if (subject.isRetired) {
    return 'The next run does nothing: the indicator has left, and its IOC was disabled then.';
  }
  return subject.shown.kind === 'shown' && subject.shown.iocs.length === 0
    ? 'The next run does nothing: the indicator has left, and XDR holds no IOC for it.'
    : 'The next run does nothing: the indicator has left, and was not modified since that was last looked at; !xdr-iocs-retire takes it by name.';
}
