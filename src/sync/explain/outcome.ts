import type { Ioc } from '../../indicators/ioc.ts';
import type { NewIndicator } from '../../indicators/new-indicator.ts';
import { Rejection } from '../../indicators/rejection.ts';
import { xdrType } from '../../indicators/types.ts';
import { valueKey } from '../../indicators/values.ts';
import type { Heard } from '../rehearsal/heard-report.ts';
import type { Rehearsal } from '../rehearsal/rehearsal.ts';
import type { NextRun } from './explanation.ts';
import { principalOf, type Subject } from './subject.ts';

/** What a rehearsed run did with a value. */
export interface Outcome {
  /** The last thing that it did, or why it did nothing. */
  nextRun: NextRun;
  /** All that it did, in order. */
  deeds: readonly NextRun[];
  /** What it sent last. */
  sent: Ioc | undefined;
  written: NewIndicator | undefined;
  heard: readonly Heard[];
  /** What was told of the run as a whole. */
  lines: readonly string[];
  /** The indicator has left, and the limit in one fetch keeps its IOC. */
  isBraked: boolean;
}

/** Reads from a rehearsal what it did with one value. */
export function outcomeOf(subject: Subject, rehearsal: Rehearsal): Outcome {
  const { keys, spelt } = subject;
  const sent = rehearsal.sent.findLast(({ indicator, type }) => keys.has(valueKey(indicator, type)));
  const written = rehearsal.written.findLast(({ value, type }) => keys.has(valueKey(value, xdrType(type))));
  const heard = [...spelt].flatMap((text) => rehearsal.report.of(text));
  const does = (values: readonly string[]): boolean => values.some((value) => spelt.has(value));
  const isLeft = rehearsal.after.owed.some(({ value, type }) => keys.has(valueKey(value, type)));
  const told = new Set(heard.map(({ kind }) => kind));
  const deeds: NextRun[] = [
    ...(sent === undefined
      ? []
      : [does(rehearsal.enabled) ? ('push and enable' as const) : ('push' as const)]),
    ...(does(rehearsal.deleted) ? (['delete'] as const) : []),
    ...(does(rehearsal.disabled) ? (['disable'] as const) : []),
    ...(written === undefined ? [] : [told.has('created') ? ('create' as const) : ('pull' as const)]),
  ];
  const quietly = (): NextRun => {
    if (told.has('passed over')) {
      return 'pass over';
    }
    if (isLeft) {
      return 'wait';
    }
    if (told.has('rejected') || isRejected(subject)) {
      return 'reject';
    }
    return told.size > 0 ? 'tell' : 'nothing';
  };
  const isUnknown = rehearsal.failure !== undefined;
  const nextRun = isUnknown ? 'unknown' : (deeds.at(-1) ?? quietly());
  return {
    nextRun,
    deeds: isUnknown ? [] : deeds,
    sent,
    written,
    heard,
    lines: rehearsal.report.lines,
    isBraked: false,
  };
}

/** It matches, and cannot be sent whenever its turn comes. */
function isRejected(subject: Subject): boolean {
  const counts = principalOf(subject);
  return counts !== undefined && counts.failing.length === 0 && counts.mapped instanceof Rejection;
}
