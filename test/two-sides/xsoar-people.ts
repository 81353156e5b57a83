import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { NO_TIME, timeOf } from '../../sandbox/xsoar/times.ts';
import { commentIn, FIELDS, type Field, partsOf } from './fields.ts';
import { noteIndicator } from './people.ts';
import type { Subject } from './pool.ts';
import { SEVERITY_FIELD, textFields } from './settings.ts';
import type { Sides } from './sides.ts';
import type { Change } from './steps.ts';

const FEED = 'Threat Feed_instance_1';
const SCORES = ['UNKNOWN', 'GOOD', 'SUSPICIOUS', 'BAD'];
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
  const known = sides.xsoar.indicators.get(subject.value, subject.type);
  if (known !== undefined) {
    const custom = { ...(known.CustomFields as object), ...customFields(sides, known, change) };
    const after = sides.xsoar.indicators.update(known, {
      CustomFields: custom,
      ...topFields(sides, known, change),
    });
    noteIndicator(sides, known, after, 'person', fieldsOf(change));
  }
}

/** A feed brings an indicator again: `modified` moves, whether or not it says something else than before. */
export function refreshByFeed(sides: Sides, subject: Subject, change: Change): void {
  const known = sides.xsoar.indicators.get(subject.value, subject.type);
  if (known !== undefined) {
    const custom = { ...(known.CustomFields as object), ...customFields(sides, known, change) };
    const after = sides.xsoar.indicators.update(known, {
      CustomFields: custom,
      ...topFields(sides, known, change),
    });
    noteIndicator(sides, known, after, 'feed');
  }
}

/** A feed brings an indicator for the first time, or again after it was deleted. */
export function addByFeed(sides: Sides, subject: Subject, change: Change): void {
  const { value, type } = subject;
  if (type !== 'none' && sides.xsoar.indicators.get(value, type) === undefined) {
    const after = sides.xsoar.indicators.add({
      value,
      indicator_type: type,
      score: 3,
      moduleToFeedMap: { [FEED]: feedEntry(subject) },
      sourceBrands: ['Threat Feed'],
      sourceInstances: [FEED],
      CustomFields: customFields(sides, undefined, change),
      ...topFields(sides, undefined, change),
    });
    noteIndicator(sides, undefined, after, 'feed');
  }
}

export function expireByHand(sides: Sides, subject: Subject): void {
  editByHand(sides, subject, { expiration: sides.clock.now() - 1_000 });
}

export function deleteByHand(sides: Sides, subject: Subject, key: string): void {
  if (sides.xsoar.indicators.remove(subject.value, subject.type)) {
    sides.history.forget('XSOAR', key);
  }
}

function feedEntry({ value, type }: Subject): object {
  return {
    reliability: 'C - Fairly reliable',
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

function customFields(
  sides: Sides,
  known: StoredIndicator | undefined,
  change: Change,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (change.severity !== undefined) {
    fields[SEVERITY_FIELD] = SEVERITY_WORDS[change.severity] ?? change.severity;
  }
  if (change.status !== undefined && sides.platform.keepsStatus) {
    fields.xdrstatus = change.status.toLowerCase();
  }
  const [first = 'comments'] = textFields(sides.settings);
  if (first !== 'comments' && fieldsOf(change).includes('comment')) {
    const text = newText(known === undefined ? '' : commentIn(known, first), change);
    fields[first] = first === 'aliases' || first === 'tags' ? partsOf(text) : text;
  }
  return fields;
}

function topFields(
  sides: Sides,
  known: StoredIndicator | undefined,
  change: Change,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (change.expiration !== undefined) {
    fields.expiration = change.expiration === -1 ? NO_TIME : timeOf(change.expiration);
  }
  if (change.reputation !== undefined) {
    fields.score = SCORES.indexOf(change.reputation);
  }
  const [first = 'comments'] = textFields(sides.settings);
  if (first === 'comments' && fieldsOf(change).includes('comment')) {
    const content = newText(known === undefined ? '' : commentIn(known, first), change);
    const comments = Array.isArray(known?.comments) ? known.comments : [];
    const created = timeOf(sides.clock.now());
    fields.comments = [
      ...comments,
      { type: 'IndicatorCommentRegular', content, created, user: 'analyst' },
    ].filter((comment) => comment.content !== '');
  }
  return fields;
}
