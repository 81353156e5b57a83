import { withoutOuterCommas, withoutParts } from '../indicators/comment-texts.ts';
import { type Difference, differencesOf, type SentRules } from '../indicators/differences.ts';
import { type OwnSource, scoreAfterEcho } from '../indicators/echo.ts';
import { isRecord, isText } from '../indicators/json.ts';
import { type NewIndicator, newIndicatorFrom } from '../indicators/new-indicator.ts';
import { Rejection } from '../indicators/rejection.ts';
import type { Rule } from '../indicators/rule.ts';
import type { IncomingRules, OutgoingRules } from '../indicators/rules.ts';
import { xdrStatus } from '../indicators/status.ts';
import { xdrType, xsoarType } from '../indicators/types.ts';
import { judgeValue } from '../indicators/values.ts';

/**
 * The rules by which an indicator in XSOAR and its IOC in XDR stay one and the same thing; `docs/two-sides.md` tells them.
 * Pure functions: what XSOAR and XDR hold goes in, what is to be done comes out. The push, the pull and the retiring
 * ask here, and nobody decides these things elsewhere.
 */

/** What an instance's settings say about both directions. */
export interface Sides extends SentRules {
  incoming: IncomingRules;
  /** Whose opinion this integration's own is. */
  source: OwnSource;
  /** How far XDR's clock is ahead of XSOAR's, in ms. */
  offset: number;
  /** Whether everything was pushed by the present settings since `before` was in force. */
  isPushedAnew?: boolean;
}

/** What becomes of a rule. */
export type RulePlan =
  /** It says what XSOAR says: nothing is written, nothing is told. */
  | { kind: 'echo' }
  /**
   * It says what was sent before: by earlier settings, or without the instance's own tags. XDR may hold that still, or
   * again: the indicator is pushed once more.
   */
  | { kind: 'old' }
  /** People changed something: `write` goes to XSOAR (nothing, where all was passed over). The IOC is pushed afterwards. */
  | { kind: 'merge'; write: NewIndicator | undefined; taken: Difference[]; passedOver: PassedOver[] }
  /** A person made it in XDR, and XSOAR does not hold it. */
  | { kind: 'create'; write: NewIndicator; passedOver: PassedOver[] }
  /** A person deleted it in XDR: it is not created anew. */
  | { kind: 'deleted' }
  /** It is only told. */
  | { kind: 'left'; reason: string };

/** A change in XDR that was not taken, and why XSOAR's side stands. */
export interface PassedOver extends Difference {
  why: string;
}

/**
 * How much of a rule is this integration's own doing: nothing; its status; its status and its time; or (a deletion) all.
 */
export type OwnDoing = 'none' | 'status' | 'time' | 'all';

// ---------------------------------------------------------------- 1. What is an echo; 2. Merge first, then push

/** What XSOAR holds of a rule's value. */
export interface Held {
  /** The indicator that the rule is; undefined where XSOAR holds none. */
  x: Record<string, unknown> | undefined;
  /** All indicators of the value: XDR may hold what was sent for another one of them. */
  siblings: readonly Record<string, unknown>[];
  /** Whether the indicator is active and matches the Sync Query. */
  matches: boolean;
}

/** What a pull makes of one rule. */
export function planRule(rule: Rule, held: Held, sides: Sides, own: OwnDoing): RulePlan {
  const { x, siblings, matches } = held;
  if (own === 'all') {
    return { kind: 'echo' };
  }
  if (rule.deleted) {
    return { kind: 'deleted' };
  }
  if (x === undefined) {
    return rule.fromXsoar ? { kind: 'left', reason: NOT_HELD } : create(rule, sides);
  }
  const changes = changesOf(rule, x, siblings, sides, own);
  if (rule.fromXsoar && !matches) {
    // XSOAR gave it, and does not believe in it any more: XDR's copy is merely old.
    const isNews = changes.some((change) => isWorthTelling(change, own));
    return isNews ? { kind: 'left', reason: NOT_MATCHING } : { kind: 'echo' };
  }
  if (changes.length > 0) {
    return merge(rule, x, changes, sides, own);
  }
  const strict = { ...sides, before: undefined, ownTags: [] };
  const isOld = wasAllPushed(sides) && changesOf(rule, x, siblings, strict, own).length > 0;
  return { kind: isOld ? 'old' : 'echo' };
}

/** Else the first push by the present settings is still to come, and brings what is missing. */
function wasAllPushed({ before, isPushedAnew }: Sides): boolean {
  return before === undefined || isPushedAnew === true;
}

/** Our own disabling is told with the reputation and the expiration of before; what XDR does not have yet is no news. */
function isWorthTelling({ field, whyNot }: Difference, own: OwnDoing): boolean {
  const isOld = own === 'time' && (field === 'reputation' || field === 'expiration');
  return whyNot === undefined && !isOld;
}

const NOT_HELD =
  'XSOAR does not hold it any more, so the change in XDR was not taken; create it in XSOAR to keep it.';
const NOT_MATCHING =
  "It does not match the 'Sync Query' any more, so the change in XDR was not taken; judge it anew in XSOAR to keep it.";

function create(rule: Rule, sides: Sides): RulePlan {
  const write = newIndicatorFrom(withoutLinks(rule, sides.outgoing), sides.incoming);
  return write instanceof Rejection
    ? { kind: 'left', reason: write.reason }
    : { kind: 'create', write, passedOver: overridden(rule, sides) };
}

/** Links are made, not kept. */
function withoutLinks(
  { raw }: Rule,
  { commentFields, indicatorLink }: OutgoingRules,
): Record<string, unknown> {
  const { RULE_COMMENT: comment } = raw;
  return commentFields.includes('indicator_link') && typeof comment === 'string'
    ? { ...raw, RULE_COMMENT: withoutOuterCommas(withoutParts(comment, indicatorLink(''))) }
    : raw;
}

/** A severity that all IOCs get is no field of a new indicator, but a person chose another one. */
function overridden({ severity }: Rule, { outgoing }: Sides): PassedOver[] {
  const isPassedOver = outgoing.overrideSeverity && outgoing.severity !== undefined && severity !== undefined;
  return isPassedOver && severity !== outgoing.severity
    ? [
        {
          field: 'severity',
          fieldName: outgoing.severityField,
          xsoar: outgoing.severity ?? '',
          xdr: severity,
          why: OVERRIDDEN,
        },
      ]
    : [];
}

const NO_PLACE = 'XSOAR has no place for the difference';
const OVERRIDDEN = "'Override severity' is on";

/** The fields that people changed in XDR: those that differ from what is sent for any indicator of the value. */
function changesOf(
  rule: Rule,
  x: Record<string, unknown>,
  siblings: readonly Record<string, unknown>[],
  sides: Sides,
  own: OwnDoing,
): Difference[] {
  const others = siblings
    .filter((sibling) => sibling !== x)
    .map((sibling) => new Set(differencesOf(rule, sibling, sides).map(({ field }) => field)));
  return differencesOf(rule, x, sides).filter(({ field }) =>
    field === 'status'
      ? own === 'none' && !siblings.some((sibling) => says(sibling, rule.status))
      : others.every((differing) => differing.has(field)),
  );
}

/** Whether an indicator itself says this status: then it may have been sent for that one, and is nobody's change. */
function says(sibling: Record<string, unknown>, status: Rule['status']): boolean {
  return status !== undefined && xdrStatus(sibling.CustomFields) === status;
}

function merge(
  rule: Rule,
  x: Record<string, unknown>,
  changes: readonly Difference[],
  sides: Sides,
  own: OwnDoing,
): RulePlan {
  const taken: Difference[] = [];
  const passedOver: PassedOver[] = [];
  for (const change of changes) {
    const why = whyXsoarStands(change, rule, x, sides, own);
    if (why !== undefined) {
      passedOver.push({ ...change, why });
    } else if (change.write === undefined) {
      passedOver.push({ ...change, why: change.whyNot ?? NO_PLACE });
    } else {
      taken.push(change);
    }
  }
  const write = taken.length === 0 ? undefined : writeOf(rule, x, taken, sides);
  return { kind: 'merge', write, taken, passedOver };
}

/** What `createIndicators` is given: the fields that were taken, and with them the instance's tags and TLP. */
function writeOf(
  rule: Rule,
  x: Record<string, unknown>,
  taken: readonly Difference[],
  { incoming, source }: Sides,
): NewIndicator {
  const value = String(x.value);
  const type = String(x.indicator_type);
  const fields = new Map<string, unknown>();
  let score = scoreAfterEcho(typeof x.score === 'number' ? x.score : 0, x, source);
  for (const { field, fieldName, write } of taken) {
    if (field === 'reputation') {
      score = Number(write?.value);
    } else {
      fields.set(fieldName, write?.value);
    }
  }
  const tags = new Set([fields.get('tags') ?? [], incoming.tags].flat());
  if (tags.size > 0) {
    fields.set('tags', [...tags]);
  }
  if (incoming.tlpColor !== undefined) {
    fields.set('trafficlightprotocol', incoming.tlpColor);
  }
  // Not by assignment: a user may have chosen any name for a field, __proto__ too.
  return { value, type, score, fields: Object.fromEntries(fields), rawJSON: { ...rule.raw, value, type } };
}

/** Why XSOAR's side of a field stands although a person changed it in XDR: a person changed it in XSOAR, too. */
function whyXsoarStands(
  { field, fieldName, isOverridden }: Difference,
  rule: Rule,
  x: Record<string, unknown>,
  { offset, source }: Sides,
  own: OwnDoing,
): string | undefined {
  if (isOverridden) {
    return OVERRIDDEN;
  }
  if (!Object.hasOwn(x, 'manuallyEditedFields') && !Object.hasOwn(x, 'manualScore')) {
    // An older server does not say what was edited by hand: the later change wins.
    // A time of our own doing is no person's.
    const isLater = own === 'time' || modifiedOf(x) + offset > rule.modified;
    return isLater ? 'the indicator was modified later' : undefined;
  }
  if (field === 'reputation') {
    return x.manualScore === true ? 'the score was set by hand' : undefined;
  }
  if (isEditedByHand(x, fieldName)) {
    return 'it was edited by hand';
  }
  if (fieldName === 'comments' && lastWordOfAPerson(x, source) + offset > rule.modified) {
    return 'somebody commented later';
  }
  return undefined;
}

/** Whether a person edited a field in XSOAR: it keeps that, whatever sources say. */
export function isEditedByHand(x: Record<string, unknown>, fieldName: string): boolean {
  const edited = Array.isArray(x.manuallyEditedFields) ? x.manuallyEditedFields : [];
  return edited.some((name) => sameField(name, fieldName));
}

function sameField(name: unknown, fieldName: string): boolean {
  const text = typeof name === 'string' ? name.toLowerCase().replace(/\s+/g, '') : '';
  return text === fieldName || (fieldName === 'expirationdate' && text === 'expiration');
}

/** When a person wrote the newest comment, in ms; -Infinity where that is not a person's. */
function lastWordOfAPerson(x: Record<string, unknown>, own: OwnSource): number {
  const newest = (Array.isArray(x.comments) ? x.comments : []).findLast(
    (comment) => isRecord(comment) && comment.type === 'IndicatorCommentRegular',
  );
  const isPerson = isRecord(newest) && isText(newest.user) && !sourcesOf(x, own).has(newest.user);
  const created = isPerson ? timeOf(newest.created) : Number.NaN;
  return Number.isNaN(created) ? Number.NEGATIVE_INFINITY : created;
}

/** Under which names sources write comments: this integration, XSOAR itself, and the feeds that know the indicator. */
function sourcesOf({ moduleToFeedMap: feeds }: Record<string, unknown>, own: OwnSource): Set<unknown> {
  const entries = isRecord(feeds) ? Object.entries(feeds) : [];
  const names = entries.flatMap(([name, entry]) =>
    isRecord(entry) ? [name, entry.sourceBrand, entry.sourceInstance] : [name],
  );
  return new Set([own.brand, own.instance, 'DBot', ...names]);
}

/** What waits in XDR for one value: rules that no pull has worked out yet. */
export interface Waiting {
  /** When a person last changed it, in ms, XDR's time; undefined where no rule waits. */
  changedAt: number | undefined;
  /** When a person deleted it; undefined where nobody did. */
  deletedAt: number | undefined;
}

/** What a push does with an indicator that is due. */
export type PushPlan =
  | 'push'
  /** A rule waits: the pull merges it first. The value is remembered, and pushed by a later run. */
  | 'hold back'
  /** XSOAR's index still shows it as it was before this integration wrote to it. It is pushed by a later run. */
  | 'not shown yet'
  /** A person deleted the IOC in XDR after the indicator was last modified. */
  | 'deleted in XDR';

/**
 * Whether an indicator that is due may be pushed.
 * @param ownWrite what this integration wrote to the indicator and has not pushed yet
 */
export function planPush(
  x: { modified: number; modifiedText: string },
  waiting: Waiting | undefined,
  ownWrite: OwnWrite | undefined,
  now: number,
  { canTake, offset }: { canTake: boolean; offset: number },
): PushPlan {
  if (waiting?.deletedAt !== undefined && x.modified + offset <= waiting.deletedAt) {
    return 'deleted in XDR';
  }
  if (waiting?.changedAt !== undefined && canTake) {
    return 'hold back';
  }
  return ownWrite !== undefined && isNotShownYet(x.modifiedText, ownWrite, now) ? 'not shown yet' : 'push';
}

/** A write of this integration to an indicator: the version that it was made upon, and when. */
export interface OwnWrite {
  /** The indicator's `modified` before the write, as XSOAR gave it; undefined where it was not read. */
  modified?: string | undefined;
  /** In ms, XSOAR's time. */
  at: number;
}

/** XSOAR's index shows an indicator a little later than it was modified: nothing younger than this counts as read, in ms. */
export const SETTLING_MS = 30_000;

/** How far XSOAR's clock and ours may differ, in ms. */
const CLOCKS_MS = 1_000;

/** Whether what XSOAR shows may be older than our own write. After the settling time XSOAR has simply not taken it. */
export function isNotShownYet(modified: string, write: OwnWrite, now: number): boolean {
  const isOlder = write.modified === modified || Date.parse(modified) < write.at - CLOCKS_MS;
  return write.modified !== undefined && isOlder && now - write.at < SETTLING_MS;
}

/**
 * What a push that nothing holds back replaces of a rule that waits. XDR keeps what is disabled; an instance that does not
 * fetch enables it where XSOAR says so, one that fetches merges first.
 */
export function overwrittenBy(
  x: Record<string, unknown>,
  rule: Rule,
  sides: Sides,
  fetches: boolean,
): Difference[] {
  const enables = !fetches && xdrStatus(x.CustomFields) === 'ENABLED';
  return differencesOf(rule, x, sides).filter(
    ({ field, xdr }) => field !== 'status' || xdr !== 'DISABLED' || enables,
  );
}

// ---------------------------------------------------------------- 3. Which value is which

/**
 * Of two indicators that would become one IOC, whether the second is the one that is sent. They come in the order in
 * which they were modified.
 * @param first XDR's type of the first, such as `DOMAIN_NAME`
 */
export function secondIsSent(first: string, second: string): boolean {
  return !(first === 'DOMAIN_NAME' && second === 'PATH');
}

/** Of the indicators of a rule's value, or an IOC's, the one that it is: whose type fits, else the one that was modified last. */
export function whichIndicator(
  rule: Pick<Rule, 'value' | 'type'>,
  indicators: readonly unknown[],
): Record<string, unknown> | undefined {
  const wanted = xsoarType(rule.type, rule.value);
  let best: Record<string, unknown> | undefined;
  for (const x of indicators) {
    if (isRecord(x) && (best === undefined || isBetter(x, best, wanted, rule.type))) {
      best = x;
    }
  }
  return best;
}

function isBetter(
  x: Record<string, unknown>,
  best: Record<string, unknown>,
  wanted: string | undefined,
  iocType: unknown,
): boolean {
  const fits = ({ value, indicator_type: type }: Record<string, unknown>): boolean => {
    if (typeof type !== 'string') {
      return false;
    }
    // As it is sent: a network of one address goes as that address.
    const sent = judgeValue(typeof value === 'string' ? value : '', type, { excludePrivate: false });
    return type === wanted || (sent instanceof Rejection ? xdrType(type) : sent.type) === iocType;
  };
  // Of two of one moment the later in XSOAR's order is the one that was sent last.
  return fits(x) === fits(best) ? modifiedOf(x) >= modifiedOf(best) : fits(x);
}

// ---------------------------------------------------------------- 4. Enabled and disabled

/** What is done where XDR answers a push with "already exists": it keeps the IOC disabled. */
export type DisabledPlan = 'enable' | 'as it should be' | 'stays disabled';

/**
 * @param x the indicator as XSOAR shows it now
 * @param keepsStatus whether this instance has seen XSOAR keep the field `xdrstatus`
 * @param retired whether this integration disabled the IOC when the indicator left
 */
export function planDisabled(
  x: Record<string, unknown> | undefined,
  keepsStatus: boolean,
  retired: boolean,
): DisabledPlan {
  const status = xdrStatus(x?.CustomFields);
  if (status === 'DISABLED') {
    return 'as it should be';
  }
  return status === 'ENABLED' || retired || (x !== undefined && keepsStatus) ? 'enable' : 'stays disabled';
}

/** From so many hits in 24 hours on XDR disables an IOC by itself. */
export const HITS_THAT_DISABLE = 5_000;

// ---------------------------------------------------------------- 5. Leaving

/** What is known of an indicator that the Retire Query found. */
export interface Leaving {
  x: Record<string, unknown>;
  /** All indicators of its value that are active and match the Sync Query. */
  stillMatching: readonly unknown[];
}

/**
 * Whether an indicator's IOC is taken out of force.
 * @param before indicators that were created later are not meant; in ms
 */
export function planLeaving(
  { x, stillMatching }: Leaving,
  before: number,
  brand: string,
): 'retire' | 'push' | 'stay' {
  if (stillMatching.length > 0) {
    return 'push';
  }
  const created = timeOf(x.timestamp);
  const sources = Array.isArray(x.sourceBrands) ? x.sourceBrands : [];
  const isOnlyOurs = sources.length > 0 && sources.every((source) => source === brand);
  // One that does not say when it was created may be newer than the push.
  return isOnlyOurs || !(created <= before) ? 'stay' : 'retire';
}

/** Whether so many indicators fewer match the Sync Query than before that a mistake is likelier than a wish. */
export function isTooMany(before: number | undefined, now: number, limit: number): boolean {
  return before !== undefined && before - now > limit;
}

/** Whether a full sync would take out so much of XDR that somebody should confirm it. */
export function needsConfirmation(before: number | undefined, now: number): boolean {
  return now === 0 || (before !== undefined && now < before / 2);
}

// ---------------------------------------------------------------- 7. When settings change

/** The settings that decide what is sent. Kept in the state, to see when they change. */
export interface SentBy extends Omit<OutgoingRules, 'now' | 'indicatorLink'> {
  query: string;
}

/** What of the settings changed: all that is sent, or only which indicators are. */
export function changeOfSettings(
  before: SentBy | undefined,
  now: SentBy,
): 'none' | 'first' | 'query' | 'fields' {
  if (before === undefined) {
    return 'first';
  }
  const { query: queryBefore, ...fieldsBefore } = before;
  const { query, ...fields } = now;
  if (stable(fieldsBefore) !== stable(fields)) {
    return 'fields';
  }
  return queryBefore === query ? 'none' : 'query';
}

function stable(record: object): string {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return JSON.stringify(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** When an indicator was last modified, in ms; NaN where it does not say. */
export function modifiedOf(x: Record<string, unknown>): number {
  return timeOf(x.modified);
}

/** A time as XSOAR writes it, in ms; NaN where it is none. */
function timeOf(time: unknown): number {
  return typeof time === 'string' ? Date.parse(time) : Number.NaN;
}
