import type { Patch } from '../../sandbox/xsoar/hand-edit.ts';
import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { timeOf } from '../../sandbox/xsoar/times.ts';
import { commentIn, FIELDS, type Field, partsOf } from './fields.ts';
import { noteIndicator } from './people.ts';
import type { Subject } from './pool.ts';
import { keyOf } from './same-value.ts';
import { SEVERITY_FIELD, textFields } from './settings.ts';
import type { Sides } from './sides.ts';
import type { Change } from './steps.ts';

const FEED = 'Threat Feed_instance_1';
const SCORES = ['UNKNOWN', 'GOOD', 'SUSPICIOUS', 'BAD'];
/** Comment fields that hold a list. */
const LISTS = new Set(['aliases', 'tags']);
/** How XSOAR's users write the severities. */
const SEVERITY_WORDS: Readonly<Record<string, string>> = {
  INFO: 'Informational',
  LOW: 'Low',
  MEDIUM: 'Medium',
  HIGH: 'High',
  CRITICAL: 'Critical',
};

/** A person edits an indicator on its page. */
export function editByHand(sides: Sides, subject: Subject, change: Change): void {
  const { indicators } = sides.xsoar;
  const before = indicators.get(subject.value, subject.type);
  if (before !== undefined) {
    const after = indicators.edit(subject.value, patchOf(sides, before, change), subject.type);
    noteIndicator(sides, before, after, 'person', fieldsOf(change));
  }
}

/** A feed brings an indicator again: `modified` moves, whether or not it says something else than before. */
export function refreshByFeed(sides: Sides, subject: Subject, change: Change): void {
  const { indicators } = sides.xsoar;
  const before = indicators.get(subject.value, subject.type);
  if (before !== undefined) {
    const after = indicators.refresh(subject.value, patchOf(sides, before, change), subject.type);
    noteIndicator(sides, before, after, 'feed');
  }
}

/** A feed brings an indicator for the first time, or again after it was deleted. */
export function addByFeed(sides: Sides, subject: Subject, change: Change): void {
  const { value, type } = subject;
  const { indicators } = sides.xsoar;
  if (type !== 'none' && indicators.get(value, type) === undefined) {
    const added = indicators.add({
      value,
      indicator_type: type,
      score: 3,
      moduleToFeedMap: { [FEED]: feedEntry(subject, sides.platform.feedReliability) },
      sourceBrands: ['Threat Feed'],
      sourceInstances: [FEED],
    });
    const after = indicators.refresh(value, patchOf(sides, added, change), type);
    noteIndicator(sides, undefined, after, 'feed');
    if (sides.deletedInXsoar.delete(keyOf(value, type))) {
      sides.madeAnew.add(keyOf(value, type));
    }
  }
}

export function expireByHand(sides: Sides, { value, type }: Subject): void {
  const before = sides.xsoar.indicators.get(value, type);
  if (before !== undefined) {
    noteIndicator(sides, before, sides.xsoar.indicators.expire(value, type), 'person');
  }
}

export function deleteByHand(sides: Sides, { value, type }: Subject): void {
  if (sides.xsoar.indicators.remove(value, type)) {
    const key = keyOf(value, type);
    sides.history.forget('XSOAR', key);
    sides.deletedInXsoar.set(key, sides.clock.now());
  }
}

function feedEntry({ value, type }: Subject, reliability: string): object {
  return {
    reliability,
    score: 3,
    sourceBrand: 'Threat Feed',
    sourceInstance: FEED,
    value,
    type,
    rawJSON: { value, type },
  };
}

/** The fields that a change names. */
export function fieldsOf(change: Change): Field[] {
  const comment = [change.comment, change.before, change.behind].some((text) => text !== undefined);
  return FIELDS.filter((field) =>
    field === 'comment' ? comment : (change as Record<string, unknown>)[field] !== undefined,
  );
}

/** The text that a change makes of the one that is there. */
export function newText(present: string, change: Change): string {
  if (change.before !== undefined || change.behind !== undefined) {
    return [change.before ?? '', present, change.behind ?? ''].filter((text) => text !== '').join(', ');
  }
  return change.comment ?? present;
}

/** A change as XSOAR takes it, from a person or from a feed. */
function patchOf(sides: Sides, known: StoredIndicator, change: Change): Patch {
  const { severity, status, expiration, reputation } = change;
  const [first = 'comments'] = textFields(sides.settings);
  const text = fieldsOf(change).includes('comment') ? newText(commentIn(known, first), change) : undefined;
  const fields = {
    ...(severity === undefined ? {} : { [SEVERITY_FIELD]: SEVERITY_WORDS[severity] ?? severity }),
    ...(status === undefined ? {} : { xdrstatus: status.toLowerCase() }),
    ...(text === undefined || first === 'comments'
      ? {}
      : { [first]: LISTS.has(first) ? partsOf(text) : text }),
  };
  return {
    ...(Object.keys(fields).length === 0 ? {} : { CustomFields: fields }),
    ...(text === undefined || text === '' || first !== 'comments' ? {} : { comment: text }),
    ...(expiration === undefined ? {} : { expiration: expiration === -1 ? 'never' : timeOf(expiration) }),
    ...(reputation === undefined ? {} : { score: SCORES.indexOf(reputation) }),
  };
}
